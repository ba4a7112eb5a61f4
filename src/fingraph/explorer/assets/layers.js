// The layered view: policy → technology → sector, or all classes, as columns with links between them.

/** @import { App, NodeData, State } from "./types.d.ts" */
/** @import { Column, Tie } from "./layering.js" */

import { classIcon, element, fill, shortened, svgElement } from "./dom.js";
import { classOf, nameOf, sentenceOf } from "./model.js";
import { widthOf } from "./svg.js";
import { CHAIN, columnsOf, tiesBetween } from "./layering.js";

const ROW = 30; // px from item to item, so that targets are 24 px high
const BOX = { width: 244, height: 26 };
const GAP = 112; // px between two columns
const TOP = 34; // px for the names of columns
const LABEL_WIDTH = BOX.width - 34; // px beside the mark

/** @typedef {{ x: number, y: number, column: number, row: number }} Spot */

/** Draws the columns, and moves the focus among them. */
class Layers {
  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.root = root;
    this.app = app;
    this.whole = !this.hasChain();
    /** @type {Column[]} */
    this.columns = [];
    /** @type {Tie[]} */
    this.ties = [];
    /** @type {Map<string, Spot>} */
    this.spots = new Map();
    this.current = "";
  }

  hasChain() {
    return this.app.model.payload.classes.filter(({ id }) => CHAIN.includes(id)).length > 1;
  }

  arrange() {
    const { app } = this;
    const { nodes, edges } = app.visible;
    const classes = this.whole ? app.model.payload.classes.map(({ id }) => id) : CHAIN;
    // A projection that has paths already has them as edges.
    const paths = !this.whole && app.model.payload.directed && !app.model.payload.edges.some((edge) => edge.via);
    const ties = tiesBetween(nodes, edges, new Set(classes), paths);
    // Between layers only; among all classes, links within one are shown too.
    this.ties = this.whole ? ties : ties.filter((tie) => app.model.node.get(tie.source)?.class !== app.model.node.get(tie.target)?.class);
    this.columns = columnsOf(nodes, this.ties, classes);
    const most = Math.max(0, ...this.columns.map(({ items }) => items.length));
    this.spots = new Map(this.columns.flatMap(({ items }, column) => {
      // Short columns are spread, so that their links rise and fall less.
      const step = Math.min(3 * ROW, most * ROW / items.length);
      return items.map((item, row) => [item.id, { column, row, x: column * (BOX.width + GAP), y: TOP + (most * ROW - items.length * step) / 2 + (row + 0.5) * step - ROW / 2 }]);
    }));
    if (!this.spots.has(this.current)) this.current = this.columns[0]?.items[0]?.id ?? "";
  }

  render() {
    this.arrange();
    const { app } = this;
    const shown = [...this.spots.keys()].length;
    const choice = element("select", { id: "layers-by", onchange: () => { this.whole = choice.value === "all"; this.render(); } },
      ...(this.hasChain() ? [element("option", { value: "chain" }, app.text("layersChain"))] : []),
      element("option", { value: "all", selected: this.whole }, app.text("layersAll")));
    const head = element("div", { class: "view-head" },
      element("h2", {}, app.text("viewLayers")),
      element("label", { class: "inline" }, app.text("layersBy"), " ", choice),
      element("p", { class: "quiet" }, app.text("layersCount", shown, app.visible.nodes.length, this.ties.length), " ", app.text("layersLines")));
    fill(this.root, head, shown ? element("div", { class: "layers-box", tabindex: "0", role: "region", "aria-label": app.text("viewLayers") }, this.drawing())
      : element("p", {}, app.text("layersEmpty")));
    this.mark();
  }

  drawing() {
    const most = Math.max(...this.columns.map(({ items }) => items.length));
    const [width, height] = [this.columns.length * (BOX.width + GAP) - GAP + 4, TOP + most * ROW + 6];
    const heads = this.columns.map(({ id, items }, column) => svgElement("text", { x: column * (BOX.width + GAP) + 2, y: 18, class: "layers-head" },
      `${this.app.in(this.app.model.category("class", id))} · ${items.length}`));
    return svgElement("svg", {
      class: "layers-drawing", width, height, viewBox: `-2 0 ${width} ${height}`, role: "group", "aria-label": this.app.text("layersName"),
    },
    svgElement("defs", {}, arrowHead("tie-head"), arrowHead("tie-head-lit")), svgElement("g", { "aria-hidden": "true" }, ...this.ties.map((tie) => this.line(tie))), svgElement("g", { "aria-hidden": "true" }, ...heads),
    ...this.columns.flatMap(({ items }) => items.map((item) => this.box(item))));
  }

  /** @param {Tie} tie */
  line(tie) {
    const [from, to] = [this.spots.get(tie.source), this.spots.get(tie.target)];
    if (!from || !to) return null;
    const path = svgElement("path", {
      d: curve(from, to), class: tie.via || tie.edges[0].layer === "inferred" ? "tie dashed" : "tie", "stroke-width": Math.min(8, 1 + 1.3 * (tie.support - 1) + .4),
      "data-source": tie.source, "data-target": tie.target,
      onclick: () => this.app.update({ selection: { kind: "edge", id: tie.edges[0].id } }),
    }, svgElement("title", {}, this.titleOf(tie)));
    return path;
  }

  /** @param {Tie} tie */
  titleOf(tie) {
    return `${tie.edges.map((edge) => shortened(sentenceOf(this.app, edge), 200)).join(" · ")} (${this.app.text("sentences", tie.support)})`;
  }

  /** @param {NodeData} node */
  box(node) {
    const spot = /** @type {Spot} */ (this.spots.get(node.id));
    const look = classOf(this.app.model, node.class);
    const label = nameOf(this.app, node.id);
    const shown = fitting(label);
    const links = this.ties.filter((tie) => tie.source === node.id || tie.target === node.id).length;
    const icon = classIcon(look);
    icon.setAttribute("x", "7");
    icon.setAttribute("y", "6");
    return svgElement("g", {
      class: "layers-item", role: "button", tabindex: node.id === this.current ? "0" : "-1", transform: `translate(${spot.x} ${spot.y})`,
      "aria-label": this.app.text("selectedNode", shortened(label, 200), this.app.in(look), links), "aria-pressed": "false", "data-node": node.id,
      onclick: () => this.select(node.id), onfocus: () => this.focused(node.id), onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event, node.id),
      onmouseenter: () => this.light(node.id), onmouseleave: () => this.light(""),
    },
    svgElement("title", {}, label), svgElement("rect", { width: BOX.width, height: BOX.height, rx: 5 }), icon,
    svgElement("text", { x: 27, y: 17.5 }, shown),
    shown !== label && svgElement("path", { class: "layers-more", d: `M${BOX.width - 15} 17h.1m4 0h.1m4 0h.1` }));
  }

  /** @param {string} id */
  select(id) {
    this.app.update({ selection: { kind: "node", id } });
  }

  /** @param {string} id */
  focused(id) {
    this.current = id;
    for (const item of this.items()) item.setAttribute("tabindex", item.dataset.node === id ? "0" : "-1");
    this.light(id);
  }

  /** @returns {SVGGElement[]} */
  items() {
    return [...this.root.querySelectorAll("[data-node]")].map((item) => /** @type {SVGGElement} */ (item));
  }

  /** @param {KeyboardEvent} event @param {string} id */
  key(event, id) {
    const spot = /** @type {Spot} */ (this.spots.get(id));
    if (event.key === "Enter" || event.key === " ") this.select(id);
    else if (!this.move(event.key, spot)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {string} key @param {Spot} spot @returns {boolean} whether it is a key that moves */
  move(key, spot) {
    const steps = /** @type {Record<string, [number, number]>} */ ({
      ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0], Home: [0, -Infinity], End: [0, Infinity],
    });
    if (!steps[key]) return false;
    const [across, down] = steps[key];
    const column = this.columns[spot.column + across];
    if (!column) return true;
    const nearest = across === 0 ? spot.row + down : column.items.findIndex((item) => (this.spots.get(item.id)?.y ?? 0) >= spot.y);
    const row = Math.min(column.items.length - 1, Math.max(0, across !== 0 && nearest < 0 ? column.items.length - 1 : nearest));
    this.items().find((item) => item.dataset.node === column.items[row].id)?.focus();
    return true;
  }

  /** @returns {string} the item that is selected, or "" */
  chosen() {
    const { selection } = this.app.state;
    return selection?.kind === "node" && this.spots.has(selection.id) ? selection.id : "";
  }

  /** @param {string} id whose ties stand out; those of the selection if empty */
  light(id) {
    const chief = id || this.chosen();
    const near = new Set([chief]);
    for (const line of this.root.querySelectorAll(".tie")) {
      const { source = "", target = "" } = /** @type {SVGElement} */ (line).dataset;
      const lit = chief !== "" && (source === chief || target === chief);
      line.classList.toggle("lit", lit);
      if (lit) near.add(source).add(target);
    }
    for (const item of this.items()) item.classList.toggle("lit", chief !== "" && near.has(item.dataset.node ?? ""));
    this.root.querySelector("svg")?.classList.toggle("lighting", chief !== "");
  }

  /** Shows what is selected. */
  mark() {
    const chosen = this.chosen();
    for (const item of this.items()) item.setAttribute("aria-pressed", String(item.dataset.node === chosen));
    this.light("");
  }
}

/** @param {string} id @returns {SVGMarkerElement} the head of an arrow */
function arrowHead(id) {
  return svgElement("marker", { id, viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" },
    svgElement("path", { d: "M0 1 8 4 0 7Z" }));
}

/** @param {string} label @returns {string} as much of it as a box has room for */
function fitting(label) {
  const characters = [...label.slice(0, 200)];
  const most = Math.floor(LABEL_WIDTH / (widthOf(characters.join(""), 13) / Math.max(1, characters.length)));
  // Dots are drawn, not written: what is written must be the first words of what is spoken.
  if (characters.length <= most) return label;
  const start = characters.slice(0, most - 2).join("");
  return start.replace(/\s+\S*$/, "") || start;
}

/** @param {Spot} from @param {Spot} to @returns {string} */
function curve(from, to) {
  const y = [from.y, to.y].map((each) => each + BOX.height / 2);
  // It leaves a box on the side towards the other, and on the right if both are in one column.
  const leaves = from.column > to.column ? -1 : 1;
  const enters = from.column < to.column ? -1 : 1;
  const start = from.x + (leaves > 0 ? BOX.width : 0);
  const end = to.x + (enters > 0 ? BOX.width : 0);
  const bend = from.column === to.column ? GAP / 2.4 : Math.abs(end - start) / 2.2;
  const [out, into] = [start + leaves * bend, end + enters * bend];
  return `M${start} ${y[0]}C${out} ${y[0]} ${into} ${y[1]} ${end} ${y[1]}`;
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export function mountLayers(root, app) {
  const layers = new Layers(root, app);
  let stale = true;
  const show = (/** @type {Set<keyof State>} */ changed) => {
    stale ||= ["language", "hidden", "minSupport", "focus", "community"].some((name) => changed.has(/** @type {keyof State} */ (name)));
    if (app.state.view !== "layers") return;
    if (stale) layers.render();
    else if (changed.has("selection")) layers.mark();
    stale = false;
  };
  app.listen(show);
  show(new Set());
}
