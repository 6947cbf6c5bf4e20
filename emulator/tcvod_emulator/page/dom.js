// SPDX-License-Identifier: MIT
// Elements out of data. Texts become text nodes, never markup.

export const byId = id => document.getElementById(id);

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter(child => child != null && child !== ""));
  return element;
}

const focusable = element => [...element.querySelectorAll("a[href], button, summary, input")];

function carryOver(old, fresh) {
  const opened = [...old.querySelectorAll("details")];
  fresh.querySelectorAll("details").forEach((each, i) => { each.open = Boolean(opened[i]?.open); });
  if (old.tagName === "DETAILS") fresh.open = old.open;
  const place = focusable(old).indexOf(document.activeElement);
  old.replaceWith(fresh);
  if (place >= 0) focusable(fresh)[place]?.focus();
}

// Makes the children of `parent` those of `items`; what did not change stays untouched,
// so that focus, selection and opened parts survive a refresh.
export function show(parent, items, keyOf, build) {
  const old = new Map([...parent.children].map(child => [child.dataset.key, child]));
  items.forEach((item, i) => {
    const key = String(keyOf(item)), source = JSON.stringify(item);
    let node = old.get(key);
    old.delete(key);
    if (node?.source !== source) {
      const fresh = Object.assign(build(item), { source });
      fresh.dataset.key = key;
      if (node) carryOver(node, fresh);
      node = fresh;
    }
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] ?? null);
  });
  old.forEach(child => child.remove());
}

const padded = (number, width = 2) => String(number).padStart(width, "0");

export function time(seconds) {
  if (!seconds) return "–";
  const moment = new Date(seconds * 1000);
  const day = `${moment.getFullYear()}-${padded(moment.getMonth() + 1)}-${padded(moment.getDate())}`;
  const clock = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(each => padded(each)).join(":");
  return make("time", { datetime: moment.toISOString(), title: `${day} ${clock}` },
    day === today() ? clock : `${day} ${clock}`);
}

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${padded(now.getMonth() + 1)}-${padded(now.getDate())}`;
}

export function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB"];
  let unit = 0, rest = count;
  while (rest >= 1024 && unit < units.length - 1) { rest /= 1024; unit += 1; }
  return `${unit ? rest.toFixed(1) : rest} ${units[unit]}`;
}

export const badge = (text, kind) => make("span", { class: `badge ${kind}` }, text);

export const json = (label, value) => make("div", { class: "json" },
  make("h4", {}, label),
  make("pre", { tabindex: "0", role: "region", "aria-label": label }, JSON.stringify(value, null, 2)));

export const facts = pairs => make("dl", { class: "facts" }, ...pairs
  .filter(([, value]) => value !== "" && value != null)
  .map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));
