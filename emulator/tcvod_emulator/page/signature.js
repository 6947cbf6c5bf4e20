// SPDX-License-Identifier: MIT
// A refused signature: what was signed and what should have been, side by side.
import { make } from "./dom.js";

// Pieces end behind ? and &, so that parameters stand below each other.
function lines(characters) {
  const found = [[]];
  characters.forEach((character, i) => {
    found.at(-1).push({ character, i });
    if ((character === "?" && found.length === 1) || character === "&") found.push([]);
  });
  return found.filter(line => line.length > 0);
}

function line(characters, same, length) {
  const text = part => part.map(each => each.character).join("");
  const before = characters.filter(each => each.i < same);
  const behind = characters.filter(each => each.i >= same);
  const first = behind[0]?.i === same;
  const missing = same === length && characters.at(-1).i === length - 1;
  return make("span", { class: first || missing ? "line differs" : "line" }, text(before),
    first ? make("mark", {}, text(behind)) : text(behind),
    missing ? make("mark", {}, "⏎ ends here") : null);
}

function column(title, string, same, differs) {
  const characters = Array.from(string);
  const place = differs ? same : -1;
  return make("div", { class: "column" }, make("h5", {}, title),
    make("pre", { tabindex: "0", role: "region", "aria-label": title },
      ...lines(characters).map(each => line(each, place < 0 ? Infinity : place, characters.length))));
}

export function explanation(diagnosis) {
  const { implied, computed, same_characters: same } = diagnosis;
  const differs = implied !== null && implied !== computed;
  const columns = [column("What should have been signed", computed, same, differs)];
  if (implied !== null) columns.unshift(column("What your client signed", implied, same, differs));
  return make("section", { class: "diagnosis", "aria-label": "Why the signature is wrong" },
    make("h4", {}, implied === null ? "The cause was not recognised" : "Probable cause"),
    make("ul", { class: "causes" }, ...diagnosis.causes.map(each => make("li", {}, each))),
    make("div", { class: implied === null ? "columns single" : "columns" }, ...columns),
    make("p", { class: "hint" }, differs
      ? `The first difference is behind ${same} characters. `
      : implied === null ? "" : "The strings are the same: the difference is in what was done with them. ",
    "Signature sent ", make("code", {}, diagnosis.given || "none"), ", expected ", make("code", {}, diagnosis.expected), "."));
}
