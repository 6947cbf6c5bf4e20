// SPDX-License-Identifier: MIT
// Chooses the section and asks for its facts once a second.
import { byId } from "./dom.js";
import { showMedia } from "./media.js";
import { showClasses, showEvents, showTasks } from "./records.js";
import { addRequests, forgetRequests, lastNumber } from "./requests.js";

const PAUSE_MS = 1000;
const SECTIONS = { media: showMedia, classes: showClasses, tasks: showTasks, events: showEvents, requests: null };

let section = "media";
let clearings = null;
let round = 0;

async function ask(path) {
  const answer = await fetch(`/_emulator/${path}`);
  if (!answer.ok) throw new Error(`${path}: HTTP status ${answer.status}`);
  return answer.json();
}

function showInfo(info) {
  byId("service").textContent = `${info.service} at ${info.addresses.http} and ${info.addresses.https}, SecretId ${info.secret_ids.join(", ")}`;
  for (const [name, count] of Object.entries(info.counts)) byId(`count-${name}`).textContent = count;
  if (info.log_clearings !== clearings) forgetRequests();
  clearings = info.log_clearings;
  const shifted = info.offset_seconds ? `, clock shifted by ${info.offset_seconds} s` : "";
  byId("status").textContent = `Connected${shifted}`;
  byId("status").className = "";
}

async function refresh() {
  const mine = ++round, name = section;
  try {
    const info = await ask("info");
    if (mine !== round) return;
    showInfo(info);
    const found = await ask(name === "requests" ? `requests?after=${lastNumber()}` : name);
    if (mine !== round) return;
    if (name === "requests") addRequests(found, info.checks);
    else SECTIONS[name](found);
  } catch (error) {
    if (mine !== round) return;
    byId("status").textContent = "The emulator does not answer";
    byId("status").className = "lost";
    console.warn(error);
  }
}

function choose() {
  const name = location.hash.slice(1);
  if (name === "content") return;
  section = Object.hasOwn(SECTIONS, name) ? name : "media";
  for (const each of Object.keys(SECTIONS)) byId(`view-${each}`).hidden = each !== section;
  for (const link of byId("sections").querySelectorAll("a")) {
    if (link.hash === `#${section}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = `${byId(`title-${section}`).textContent} · tcvod emulator`;
  refresh();
}

async function keepFresh() {
  for (;;) {
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
    if (byId("live").checked && !document.hidden) await refresh();
  }
}

byId("clear-requests").addEventListener("click", async () => {
  await fetch("/_emulator/requests", { method: "DELETE" });
  await refresh();
});
addEventListener("hashchange", choose);
choose();
keepFresh();
