// The matrix: trends against the items of a class, each cell with its number of distinct sentences.

/** @import { App, NodeData, State, Visible } from "./types.d.ts" */

import { button, classIcon, element, fill, said, shortened } from "./dom.js";
import { classOf, nameOf } from "./model.js";
import { visibleOf } from "./visible.js";

const LEVELS = 4; // shades of a cell beside none
const LONGEST_ROW = 80;

/** @typedef {{ node: NodeData, counts: Map<string, number>, total: number }} MatrixRow */

/**
 * Items of a class with their numbers of distinct sentences in each trend, those with most first.
 * @param {Visible} visible
 * @param {string} itemClass
 * @returns {MatrixRow[]} only items with a sentence
 */
export function matrixRows(visible, itemClass) {
  /** @type {Map<string, Map<string, Set<string>>>} */
  const sentences = new Map(visible.nodes.filter((node) => node.class === itemClass).map((node) => [node.id, new Map()]));
  for (const edge of visible.edges) {
    for (const trends of [sentences.get(edge.source), sentences.get(edge.target)]) {
      for (const { trend, sentence } of trends ? edge.evidence : []) {
        const known = trends?.get(trend) ?? new Set();
        trends?.set(trend, known.add(sentence));
      }
    }
  }
  return visible.nodes.filter((node) => sentences.get(node.id)?.size).map((node) => {
    const counts = new Map([...(sentences.get(node.id) ?? [])].map(([trend, found]) => [trend, found.size]));
    return { node, counts, total: [...counts.values()].reduce((sum, count) => sum + count, 0) };
  }).sort((one, other) => other.total - one.total || (one.node.id < other.node.id ? -1 : 1));
}

/**
 * Shade of a cell, from 0 for none.
 * @param {number} count
 * @param {number} most
 */
export function shadeOf(count, most) {
  return count === 0 ? 0 : Math.min(LEVELS, Math.max(1, Math.ceil(LEVELS * count / Math.max(LEVELS, most))));
}

/** @param {string} trend id @returns {string} what stands behind the report */
export function shortTrend(trend) {
  return trend.slice(trend.lastIndexOf(".") + 1);
}

/** Shows the table. */
class Matrix {
  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.root = root;
    this.app = app;
    const classes = app.model.payload.classes.map(({ id }) => id);
    this.itemClass = classes.includes("Technology") ? "Technology" : classes[0] ?? "";
  }

  /** @returns {Visible} under all filters but that of trends, which the columns are */
  visible() {
    const { state, model } = this.app;
    return visibleOf(model, { ...state, hidden: { ...state.hidden, trend: new Set() } });
  }

  /** @returns {string | null} the only trend that is shown */
  onlyTrend() {
    const shown = this.app.model.payload.trends.filter(({ id }) => !this.app.state.hidden.trend.has(id));
    return shown.length === 1 && this.app.state.hidden.trend.size > 0 ? shown[0].id : null;
  }

  /** @param {string | null} trend to show alone, or null for all */
  hiddenBut(trend) {
    const others = trend === null ? [] : this.app.model.payload.trends.map(({ id }) => id).filter((id) => id !== trend);
    return { ...this.app.state.hidden, trend: new Set(others) };
  }

  render() {
    const { app } = this;
    const rows = matrixRows(this.visible(), this.itemClass);
    const { trends, classes } = app.model.payload;
    const choice = element("select", { id: "matrix-by", "data-key": "matrix-by", onchange: () => { this.itemClass = choice.value; this.render(); } },
      ...classes.map((each) => element("option", { value: each.id, selected: each.id === this.itemClass }, app.in(each))));
    const only = this.onlyTrend();
    const { scrollLeft = 0, scrollTop = 0 } = this.root.querySelector(".matrix-box") ?? {};
    fill(this.root,
      element("div", { class: "view-head" },
        element("h2", {}, app.text("viewMatrix")),
        element("label", { class: "inline" }, app.text("matrixBy"), " ", choice),
        only !== null && button(app.text("matrixAllTrends"), () => app.update({ hidden: this.hiddenBut(null) }), { "data-key": "matrix-all" })),
      rows.length && trends.length ? this.table(rows) : element("p", {}, app.text("matrixEmpty")));
    this.root.querySelector(".matrix-box")?.scrollTo(scrollLeft, scrollTop);
  }

  /** @param {MatrixRow[]} rows */
  table(rows) {
    const { app } = this;
    const { trends } = app.model.payload;
    const most = Math.max(...rows.flatMap(({ counts }) => [...counts.values()]));
    const only = this.onlyTrend();
    const heads = trends.map((trend) => element("th", { scope: "col" }, button(element("span", {},
      element("b", {}, said(shortTrend(trend.id))), said(shortened(app.in(trend), 60), { class: "matrix-trend" })),
    () => app.update({ hidden: this.hiddenBut(only === trend.id ? null : trend.id) }),
    { class: "bare", "aria-pressed": String(only === trend.id), "data-key": `matrix ${trend.id}`, title: app.in(trend) })));
    const className = app.in(app.model.category("class", this.itemClass));
    return element("div", { class: "matrix-box", tabindex: "0", role: "region", "aria-label": app.text("viewMatrix") },
      element("table", { class: "matrix" },
        element("caption", {}, element("span", {}, app.text("matrixCaption", className, rows.length, trends.length))),
        element("thead", {}, element("tr", {}, element("th", { scope: "col" }, className), ...heads, element("th", { scope: "col" }, app.text("matrixTotal")))),
        element("tbody", {}, ...rows.map((row) => this.row(row, most)))));
  }

  /** @param {MatrixRow} row @param {number} most */
  row({ node, counts, total }, most) {
    const { app } = this;
    const { selection } = app.state;
    const chosen = selection?.kind === "node" && selection.id === node.id;
    const name = shortened(nameOf(app, node.id), LONGEST_ROW);
    return element("tr", { "aria-current": chosen && "true" },
      element("th", { scope: "row" }, element("span", { class: "row-head" }, classIcon(classOf(app.model, node.class)),
        button(said(name), () => app.update({ selection: { kind: "node", id: node.id } }), { class: "link", "data-key": `matrix ${node.id}` }))),
      ...app.model.payload.trends.map(({ id }) => this.cell(node, id, counts.get(id) ?? 0, { most, chosen, name })),
      element("td", { class: "number" }, String(total)));
  }

  /** @param {NodeData} node @param {string} trend @param {number} count @param {{ most: number, chosen: boolean, name: string }} row */
  cell(node, trend, count, { most, chosen, name }) {
    if (count === 0) return element("td", { class: "shade-0" }, element("span", { class: "unseen" }, "0"));
    const { app } = this;
    const pressed = chosen && this.onlyTrend() === trend;
    const choose = () => app.update(pressed ? { selection: null, hidden: this.hiddenBut(null) }
      : { selection: { kind: "node", id: node.id }, hidden: this.hiddenBut(trend) });
    return element("td", { class: `shade-${shadeOf(count, most)}` }, button(String(count), choose, {
      class: "bare", "aria-pressed": String(pressed), "data-key": `matrix ${node.id} ${trend}`,
      "aria-label": `${app.text("sentences", count)}: ${name}, ${shortTrend(trend)}`,
    }));
  }
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export function mountMatrix(root, app) {
  const matrix = new Matrix(root, app);
  let stale = true;
  const show = (/** @type {Set<keyof State>} */ changed) => {
    stale ||= ["language", "hidden", "minSupport", "focus", "community", "selection"].some((name) => changed.has(/** @type {keyof State} */ (name)));
    if (app.state.view !== "matrix" || !stale) return;
    matrix.render();
    stale = false;
  };
  app.listen(show);
  show(new Set());
}
