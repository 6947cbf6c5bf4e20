// SPDX-License-Identifier: MIT
// Debian's build of the theme knows no "auto": what the browser prefers is chosen by name.
if (document.body.dataset.theme === "auto") {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.body.dataset.theme = dark ? "dark" : "light";
}
