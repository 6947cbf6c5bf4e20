// SPDX-License-Identifier: MIT
// Classes, tasks and events.
import { badge, byId, facts, json, make, show, time } from "./dom.js";

const files = count => (count === 1 ? "1 file" : `${count} files`);

function branch({ info, subclass }) {
  return make("li", {},
    make("div", { class: "leaf" }, make("strong", {}, info.name), make("code", {}, String(info.id)), badge(files(info.file_num), "quiet")),
    subclass.length ? make("ul", {}, ...subclass.map(branch)) : null);
}

export function showClasses(classes) {
  show(byId("class-tree"), classes, each => each.info.id, branch);
}

const STAGES = { WAITING: "warn", PROCESSING: "busy", FINISH: "good" };

function task(each) {
  return make("details", { class: "record" },
    make("summary", {},
      make("span", { class: "when" }, time(each.created)),
      make("span", { class: "what" }, each.kind),
      make("code", { class: "which" }, each.id),
      badge(each.status, STAGES[each.status] ?? "quiet")),
    make("div", { class: "inside" },
      facts([["File id", each.file_id], ["Began", each.stage > 0 ? time(each.begins) : "not yet"],
        ["Ended", each.stage > 1 ? time(each.ends) : "not yet"], ["Priority", String(each.priority)]]),
      json("Asked for", each.request), json("Result", each.result)));
}

export function showTasks(tasks) {
  show(byId("task-rows"), tasks, each => each.id, task);
  byId("tasks-empty").hidden = tasks.length > 0;
}

const STATES = { confirmed: "good", "handed out": "busy", waiting: "warn" };

function queued(each) {
  return make("details", { class: "record" },
    make("summary", {},
      make("span", { class: "when" }, time(each.created)),
      make("span", { class: "what" }, each.type),
      make("span", { class: "which" }, `#${each.number}`),
      badge(each.state, STATES[each.state])),
    make("div", { class: "inside" }, json("Event", each.content)));
}

const OUTCOMES = { answered: "good", "under way": "busy" };

function sent(each) {
  const tries = each.tries === 1 ? "1 try" : `${each.tries} tries`;
  return make("details", { class: "record" },
    make("summary", {},
      make("span", { class: "when" }, time(each.time)),
      make("span", { class: "what" }, each.content.eventType ?? each.content.task ?? "event"),
      make("span", { class: "which" }, each.url),
      badge(`${each.outcome}, ${tries}`, OUTCOMES[each.outcome] ?? "bad")),
    make("div", { class: "inside" }, json("Body", each.content)));
}

export function showEvents({ callback_url: url, queue, callbacks }) {
  byId("callback-url").textContent = url
    ? `Every event is sent to ${url}.`
    : "No callback URL is set; POST /_emulator/callback sets one.";
  show(byId("event-rows"), queue, each => each.number, queued);
  byId("queue-empty").hidden = queue.length > 0;
  const numbered = callbacks.map((each, i) => ({ ...each, place: callbacks.length - i }));
  show(byId("callback-rows"), numbered, each => each.place, sent);
  byId("callbacks-empty").hidden = callbacks.length > 0;
}
