// The buttons of the header: language, theme, views, the link to this state, help; and all words of the template.

import { button, byId, element, fill } from "./dom.js";
import { hashOf } from "./hash.js";
import { clearOne } from "./keyboard.js";
import { isComparison } from "./model.js";
import { copy } from "./proof.js";

/** @import { App, State, View } from "./types.d.ts" */

const THEMES = /** @type {const} */ (["system", "light", "dark"]);
const THEME_WORDS = { system: "themeSystem", light: "themeLight", dark: "themeDark" };

/** @param {App} app puts every word of the template into the language of the page */
function speak(app) {
  const root = document.documentElement;
  root.lang = app.state.language === "zh" ? "zh-Hans" : "en";
  byId("theme").dataset.name = THEME_WORDS[app.state.theme];
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = app.text(/** @type {HTMLElement} */ (node).dataset.text ?? "");
  for (const node of document.querySelectorAll("[data-name]")) node.setAttribute("aria-label", app.text(/** @type {HTMLElement} */ (node).dataset.name ?? ""));
  byId("theme").title = app.text(THEME_WORDS[app.state.theme]);
  const language = byId("language");
  language.textContent = app.text("language");
  language.lang = app.state.language === "zh" ? "en" : "zh-Hans";
  byId("search").setAttribute("placeholder", app.text("searchHint"));
  byId("citation").textContent = app.in(app.model.payload.citation);
  const asking = /** @type {HTMLAnchorElement | null} */ (document.getElementById("asking"));
  if (asking) asking.search = `lang=${app.state.language}`;
  const { summary } = app.model.payload;
  if (summary.en) byId("summary").textContent = app.in(summary);
}

/** @param {App} app shows the view that the state tells of */
function turn(app) {
  document.documentElement.dataset.view = app.state.view;
  for (const name of ["graph", "table", "matrix", "layers"]) byId(name).hidden = app.state.view !== name;
  byId("zoom").hidden = app.state.view !== "graph";
  for (const item of byId("views").querySelectorAll("button")) item.setAttribute("aria-pressed", String(item.dataset.view === app.state.view));
}

/** @param {App} app @param {State} usual */
function share(app, usual) {
  const hash = `#${hashOf(app.state, usual)}`;
  const inside = !/^(?:file|https?):$/.test(location.protocol);
  const place = byId("share");
  void copy(app, inside ? hash : location.href.replace(/#.*$/, "") + hash, place, inside ? app.text("shareState") : app.text("shared"));
}

/** @type {[string[], string][]} */
const KEY_ROWS = [
  [["/"], "helpSearch"], [["←", "→", "↑", "↓"], "helpArrows"], [["Shift"], "helpShift"], [["PgUp", "PgDn"], "helpLinks"],
  [["Enter"], "helpEnter"], [["+", "−", "0"], "helpZoom"], [["Esc"], "helpEscape"],
];

/** @param {App} app @param {{ slash: boolean }} habits */
function help(app, habits) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("keys"));
  const turnSlash = (/** @type {Event} */ event) => { habits.slash = /** @type {HTMLInputElement} */ (event.target).checked; };
  fill(dialog, element("h2", { id: "keys-title" }, app.text("helpTitle")),
    element("dl", {}, ...KEY_ROWS.flatMap(([keys, word]) => [element("dt", {}, ...keys.map((key) => element("kbd", {}, key))), element("dd", {}, app.text(word))])),
    element("p", { class: "row" }, element("label", {}, element("input", { type: "checkbox", checked: habits.slash, onchange: turnSlash }), " ", app.text("slash"))),
    element("p", { class: "quiet" }, app.text(isComparison(app.model) ? "directionsCompared" : "directions")),
    element("p", { class: "row" }, button(app.text("close"), () => dialog.close())));
  dialog.showModal();
}

/** @param {App} app @param {{ slash: boolean }} habits keys that work wherever one is */
function mountKeys(app, habits) {
  addEventListener("keydown", (event) => {
    const writing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, dialog");
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || writing) return;
    if (event.key === "/" && habits.slash) {
      event.preventDefault();
      byId("search").focus();
    }
    if (event.key === "Escape") {
      clearOne(app);
      byId("graph").focus();
    }
  });
}

/**
 * @param {App} app
 * @param {State} usual
 */
export function mountToolbar(app, usual) {
  const habits = { slash: true };
  byId("language").addEventListener("click", () => app.update({ language: app.state.language === "en" ? "zh" : "en" }));
  byId("theme").addEventListener("click", () => app.update({ theme: THEMES[(THEMES.indexOf(app.state.theme) + 1) % THEMES.length] }));
  byId("share").addEventListener("click", () => share(app, usual));
  byId("help").addEventListener("click", () => help(app, habits));
  for (const item of byId("views").querySelectorAll("button")) {
    item.addEventListener("click", () => app.update({ view: /** @type {View} */ (item.dataset.view) }));
  }
  mountKeys(app, habits);
  app.listen((changed) => {
    if (changed.has("language") || changed.has("theme")) speak(app);
    if (changed.has("view")) {
      turn(app);
      app.announce(app.text(`view${app.state.view[0].toUpperCase()}${app.state.view.slice(1)}`));
    }
  });
  speak(app);
  turn(app);
}
