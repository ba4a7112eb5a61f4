// Small pieces that name nodes and links, and lead to them.

import { button, classIcon, element, said, shortened, svgElement } from "./dom.js";
import { classOf, nameOf, sentenceOf } from "./model.js";

/** @import { App, EdgeData } from "./types.d.ts" */

const LONGEST_NAME = 200;

/**
 * @param {App} app
 * @param {string} id
 * @returns {HTMLElement} a button that selects the node, or its id if the page does not have it
 */
export function nodeButton(app, id) {
  const node = app.model.node.get(id);
  if (!node) return said(id);
  const name = shortened(nameOf(app, id), LONGEST_NAME);
  return element("span", { class: "node" }, classIcon(classOf(app.model, node.class)),
    button(said(name), () => app.update({ selection: { kind: "node", id } }), { class: "link", "data-key": `node ${id}` }));
}

/**
 * @param {App} app
 * @param {EdgeData} edge
 * @returns {HTMLElement} a button that shows the link, and says how many sentences are behind it
 */
export function linkButton(app, edge) {
  const count = edge.evidence.length;
  const text = count && edge.layer !== "inferred" ? app.text("sentences", count) : app.in(app.model.category("layer", edge.layer));
  return button(text, () => app.update({ selection: { kind: "edge", id: edge.id } }), {
    class: "link proof", "aria-label": `${text}: ${shortened(sentenceOf(app, edge), LONGEST_NAME)}`, "data-key": `edge ${edge.id}`,
  });
}

/**
 * The relation of a link with an arrow.
 * @param {App} app
 * @param {EdgeData} edge
 * @param {"down" | "up" | "none"} arrow
 * @param {string} [twin] the relation in the other language
 */
export function verb(app, edge, arrow, twin = "") {
  const heads = { down: "M2 15 6 20 10 15", up: "M2 7 6 2 10 7", none: "" };
  return element("div", { class: edge.layer === "inferred" ? "verb dashed" : "verb" },
    svgElement("svg", { viewBox: "0 0 12 22", "aria-hidden": "true" }, svgElement("path", { class: "shaft", d: "M6 1V21" }), svgElement("path", { d: heads[arrow] })),
    said(shortened(app.in(edge.label), LONGEST_NAME)), twin && said(shortened(twin, LONGEST_NAME), { class: "quiet" }));
}
