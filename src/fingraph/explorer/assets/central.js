// How central a node is, and why: its ranks, how sure they are, and what the measures mean.

import { element, said, svgElement } from "./dom.js";

/** @import { App, Interval, NodeData } from "./types.d.ts" */

/**
 * A rule from the first rank to the last, on which first places are as far apart as they are from each other: logarithmic.
 * @param {Interval} rank
 * @param {number} count
 */
function ruler(rank, count) {
  const at = (/** @type {number} */ place) => `${(2 + 96 * Math.log(Math.min(count, Math.max(1, place))) / Math.log(Math.max(2, count))).toFixed(1)}%`;
  const tick = rank.rankWorst === null ? null : svgElement("line", { class: "worst", x1: at(rank.rankWorst), x2: at(rank.rankWorst), y1: 1, y2: 13 });
  return svgElement("svg", { height: 14, "aria-hidden": "true" },
    svgElement("line", { class: "rule", x1: "2%", x2: "98%", y1: 7, y2: 7 }),
    svgElement("line", { class: "span", x1: at(rank.rankLow), x2: at(rank.rankHigh), y1: 7, y2: 7 }),
    tick, svgElement("circle", { class: "here", cx: at(rank.rank), cy: 7, r: 5 }));
}

/** @param {number} value */
function whole(value) {
  return Math.round(value * 10) / 10;
}

/** @param {Interval} rank whether it is among the first tenth, or the first three @param {number} count */
export function isHigh(rank, count) {
  return rank.rank <= Math.max(3, count / 10);
}

/**
 * Only of ranks that are high it says what they mean as what the item is like.
 * @param {App} app
 * @param {NodeData} node
 * @returns {HTMLElement | null} null if nothing was ranked
 */
export function whyCentral(app, node) {
  const { measures, nodes } = app.model.payload;
  const ranked = measures.filter((measure) => node.ranks[measure.id]);
  if (ranked.length === 0) return null;
  const someHigh = ranked.some((measure) => isHigh(node.ranks[measure.id], nodes.length));
  return element("section", {}, element("h3", {}, app.text(someHigh ? "whyCentral" : "howCentral")), ...ranked.map((measure) => {
    const rank = node.ranks[measure.id];
    const meaning = app.in(measure.meaning);
    const sure = [app.text("rankInterval", whole(rank.rankLow), whole(rank.rankHigh)), rank.rankWorst !== null && app.text("rankWorst", rank.rankWorst)];
    return element("div", { class: "rank" },
      element("p", {}, said(app.in(measure), { class: "name" }), ": ", app.text("rankLine", rank.rank, nodes.length)),
      ruler(rank, nodes.length),
      element("p", { class: "quiet" }, sure.filter(Boolean).join(app.state.language === "zh" ? "；" : "; ")),
      element("p", { class: "quiet" }, meaning && !isHigh(rank, nodes.length) && app.text("highMeans"), said(meaning)));
  }));
}
