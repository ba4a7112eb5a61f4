// What is shown, in numbers, and what narrows it: each with a button that undoes it.

import { button, element, fill, said, shortened } from "./dom.js";
import { nameOf } from "./model.js";
import { isFiltered, nothingHidden } from "./state.js";
import { pathSummary } from "./path.js";

/** @import { App, State } from "./types.d.ts" */

/** @param {App} app @returns {string} how many items and links are shown, and of how many */
export function countText(app) {
  const { overview, nodes, edges } = app.model.payload;
  if (overview && !app.state.community) return app.text("countCommunities", overview.total.nodes, overview.total.edges, overview.nodes.length);
  const [items, links] = [app.visible.nodes.length, app.visible.edges.length];
  if (items === nodes.length && links === edges.length) return app.text("count", items, links);
  return app.text("countOf", items, nodes.length, links, edges.length);
}

/**
 * @param {App} app
 * @param {string} text
 * @param {string} key of the words of the button
 * @param {() => void} undo
 */
function chip(app, text, key, undo) {
  return element("div", { class: "chip" }, said(text, { class: "said", title: text }), button(app.text(key), undo, { "data-key": `chip ${key}`, "aria-label": `${app.text(key)}: ${shortened(text, 200)}` }));
}

/** @param {App} app */
function chips(app) {
  const { focus, path, hidden, minSupport } = app.state;
  const { highlight } = app.model.payload;
  const filtered = minSupport > 0 || Object.values(hidden).some((ids) => ids.size > 0);
  const name = (/** @type {string} */ id) => shortened(nameOf(app, id), 80);
  return [
    filtered && chip(app, app.text("filtered", countText(app)), "reset", () => app.update({ hidden: nothingHidden(), minSupport: 0 })),
    focus && chip(app, app.text("focused", name(focus.id), focus.hops), "focusEnd", () => app.update({ focus: null, camera: null })),
    path && chip(app, path.to ? pathSummary(app) : app.text("pathOpen", name(path.from)), "pathClear", () => app.update({ path: null })),
    highlight && element("div", { class: "chip" }, said(app.text("highlightOf", app.in(highlight)), { class: "said" })),
  ];
}

/** @param {App} app */
function notice(app) {
  if (app.model.payload.nodes.length === 0) return app.text("empty");
  return app.visible.nodes.length === 0 ? app.text("emptyFilter") : "";
}

/**
 * @param {HTMLElement} root the place of the chips
 * @param {HTMLElement} count
 * @param {App} app
 */
export function mountStatus(root, count, app) {
  const place = element("div", { class: "row" });
  const empty = element("p", { id: "notice" });
  root.append(place);
  root.after(empty);
  const draw = () => {
    count.textContent = countText(app);
    fill(place, ...chips(app));
    empty.textContent = notice(app);
    empty.hidden = empty.textContent === "";
  };
  app.listen((changed) => {
    if (["hidden", "minSupport", "focus", "path", "language", "community"].some((name) => changed.has(/** @type {keyof State} */ (name)))) draw();
    if (["hidden", "minSupport", "focus"].some((name) => changed.has(/** @type {keyof State} */ (name)))) {
      app.announce(isFiltered(app) ? app.text("filtered", countText(app)) : countText(app));
    }
  });
  draw();
}
