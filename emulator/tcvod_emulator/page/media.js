// SPDX-License-Identifier: MIT
import { badge, byId, bytes, facts, make, show, time } from "./dom.js";

const video = byId("video");

function play(title, url) {
  byId("player").hidden = false;
  byId("playing").textContent = title;
  byId("playing-state").textContent = "Loading…";
  video.setAttribute("aria-label", `Player: ${title}`);
  video.src = url;
  video.play().catch(() => {});
  byId("player").scrollIntoView({ block: "nearest" });
  video.focus();
}

function closePlayer() {
  video.pause();
  video.removeAttribute("src");
  video.load();
  byId("player").hidden = true;
}

video.addEventListener("loadedmetadata", () => {
  const picture = video.videoWidth ? `${video.videoWidth} × ${video.videoHeight}, ` : "";
  byId("playing-state").textContent = `${picture}${video.duration.toFixed(1)} seconds`;
});
video.addEventListener("error", () => {
  if (video.hasAttribute("src"))
    byId("playing-state").textContent = "This browser cannot play the file. The emulator keeps its bytes as they were sent.";
});
byId("close-player").addEventListener("click", closePlayer);

function more(medium) {
  const renditions = medium.renditions.map(each =>
    [`Rendition ${each.definition}`, make("a", { href: each.url }, each.url)]);
  return make("details", {}, make("summary", {}, make("code", {}, medium.file_id)),
    facts([["SHA-1", medium.sha1], ["MD5", medium.md5], ["Plays", String(medium.plays)], ...renditions]));
}

function row(medium) {
  const title = medium.type ? `${medium.name}.${medium.type}` : medium.name;
  return make("tr", {},
    make("th", { scope: "row", "data-label": "Name" }, make("span", { class: "name" }, title), more(medium)),
    make("td", { "data-label": "Class", class: "wraps" }, medium.class_name ?? String(medium.class_id)),
    make("td", { "data-label": "Size", class: "number" }, bytes(medium.size)),
    make("td", { "data-label": "Uploaded" }, time(medium.created)),
    make("td", { "data-label": "Tags", class: "wraps" }, ...(medium.tags.length ? medium.tags.map(tag => badge(tag, "quiet")) : ["–"])),
    make("td", { class: "actions" },
      make("button", { type: "button", class: "main", "aria-label": `Play ${title}`, click: () => play(title, medium.url) }, "Play"),
      make("a", { class: "button", href: medium.url, download: title, "aria-label": `Download ${title}` }, "Download")));
}

export function showMedia(media) {
  show(byId("media-rows"), media, medium => medium.file_id, row);
  byId("media-rows").closest("table").hidden = media.length === 0;
  byId("media-empty").hidden = media.length > 0;
}
