// SPDX-License-Identifier: MIT
import { badge, byId, bytes, facts, make, show, time } from "./dom.js";
import { explanation } from "./signature.js";

const SHOWN = 300;
let entries = [];
let checkNames = [];

const kindOf = code => (code === 0 ? "good" : code > 0 && code < 100 ? "busy" : "bad");

function check(name, done) {
  const [kind, sign, word] = done === undefined ? ["skipped", "–", "not reached"]
    : done.ok ? ["passed", "✓", "passed"] : ["failed", "✗", "failed"];
  return make("li", { class: kind },
    make("span", { class: "sign", "aria-hidden": "true" }, sign),
    make("span", { class: "check" }, name, make("span", { class: "hidden" }, `: ${word}`)),
    make("span", { class: "note" }, done === undefined ? "not reached" : done.note));
}

function parameters(given) {
  const names = Object.keys(given);
  if (names.length === 0) return null;
  return make("div", {}, make("h4", {}, "Parameters"),
    make("table", { class: "pairs" }, make("tbody", {}, ...names.map(name =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, given[name]))))));
}

// The string to sign is shown beside the client's, not in every text again.
const brief = (entry, text) => entry.diagnosis
  ? text.replace(`; the string to sign is ${entry.diagnosis.computed}`, "") : text;

function inside(entry) {
  const done = new Map(entry.checks.map(each => [each.name, { ...each, note: brief(entry, each.note) }]));
  return make("div", { class: "inside" },
    facts([["Answer", `${entry.code} ${brief(entry, entry.message)}`.trim()], ["Fault", entry.fault]]),
    entry.diagnosis ? explanation(entry.diagnosis) : null,
    make("h4", {}, "Checks"),
    make("ol", { class: "checks" }, ...checkNames.map(name => check(name, done.get(name)))),
    parameters(entry.parameters),
    facts([["To", `${entry.scheme}://${entry.host}${entry.path}`], ["Content type", entry.content_type],
      ["Body", bytes(entry.body_bytes ?? 0)], ["From", entry.connection], ["Client", entry.user_agent]]));
}

// The inside is made when it is first opened: a log has a thousand entries.
function row(entry) {
  const details = make("details", { class: "record request" },
    make("summary", {},
      make("span", { class: "when" }, time(entry.time)),
      make("span", { class: "method" }, entry.method ?? ""),
      make("span", { class: "what" }, entry.action || "no action"),
      make("span", { class: "which" }, entry.code === 0 ? `${entry.milliseconds} ms` : brief(entry, entry.message)),
      entry.fault ? badge("fault", "warn") : null,
      badge(entry.code === 0 ? "0" : String(entry.code), kindOf(entry.code))));
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(inside(entry));
  });
  return details;
}

function wanted(entry) {
  if (byId("refused-only").checked && entry.code === 0) return false;
  const word = byId("filter").value.trim().toLowerCase();
  return `${entry.number} ${entry.method} ${entry.action} ${entry.code} ${entry.message}`.toLowerCase().includes(word);
}

export function showRequests() {
  const chosen = entries.filter(wanted).reverse().slice(0, SHOWN);
  show(byId("request-rows"), chosen, entry => entry.number, row);
  byId("requests-empty").hidden = chosen.length > 0;
  byId("requests-empty").textContent = entries.length ? "No request matches." : "No requests yet.";
}

export const lastNumber = () => entries.at(-1)?.number ?? 0;

export function addRequests(more, names) {
  checkNames = names;
  entries = [...entries, ...more].slice(-1000);
  showRequests();
}

export function forgetRequests() {
  entries = [];
}

byId("filter").addEventListener("input", showRequests);
byId("refused-only").addEventListener("change", showRequests);
