// The graph as vis-network draws it: data, what is lit and dimmed, what a click hits, where one looks from.

import { element } from "./dom.js";
import { boxOf, fitted, spreadOf } from "./camera.js";
import { litOf } from "./lit.js";
import { bends, edgeLook, lineColour, networkOptions, nodeLook, paletteOf } from "./marks.js";
import { isComparison, radii } from "./model.js";
import { paint } from "./painting.js";

/** @import { App, NodeData, State } from "./types.d.ts" */
/** @import { Lit } from "./lit.js" */

/** @typedef {{ id: string, node: NodeData, x: number, y: number, size: number, radius: number }} Mark size: radius at first view; place and radius: as vis-network has them now */

const TARGET_RADIUS = 12; // px around a mark's centre that a click hits at least, so that targets are 24 px wide
const MANY_LINKS = 1500; // links above which they are left out while one drags
const REST = 300; // ms of rest after which the place is written into the state
const ARROW = .36;
const GROWTH = -.55; // a view enlarged n times shows marks enlarged the square root of n times or so: what crowds comes apart

/** Everything that others do with the graph. */
export class Stage {
  /**
   * @param {HTMLElement} root
   * @param {App} app
   */
  constructor(root, app) {
    this.root = root;
    this.app = app;
    /** @type {Map<string, Mark>} */
    this.marks = new Map();
    /** @type {((frame: import("./painting.js").Frame) => void)[]} */
    this.painters = [];
    /** @type {Lit | null} */
    this.lit = null;
    this.spread = 1;
    this.turned = false; // on its side: a wide layout on a high screen
    this.unit = 1;
    this.growth = 1; // of marks and lines, against the scale
    this.version = 0; // of what labels hang on
    this.timer = 0;
    this.size = { width: 0, height: 0 }; // of the screen that the graph was last fitted to
    this.palette = paletteOf(root);
    this.box = element("div", { class: "canvas", "aria-hidden": "true" });
    root.append(this.box);
    /** @type {any} */
    this.nodes = null;
    /** @type {any} */
    this.edges = null;
    this.network = new vis.Network(this.box, {}, networkOptions(() => this.palette, app.model.edge.size > MANY_LINKS, isComparison(app.model)));
    this.network.on("beforeDrawing", () => this.grow());
    this.network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ ctx) => paint(this, ctx));
    this.network.on("zoom", () => this.moved());
    this.network.on("dragEnd", () => this.dragged());
    for (const inner of this.box.querySelectorAll("[tabindex]")) inner.setAttribute("tabindex", "-1");
    new ResizeObserver(() => this.resized()).observe(root);
  }

  /** @param {{ x: number, y: number }} place of the layout @returns {{ x: number, y: number }} of the stage */
  onStage({ x, y }) {
    return this.turned ? { x: y * this.spread, y: x * this.spread } : { x: x * this.spread, y: y * this.spread };
  }

  /** @param {{ x: number, y: number }} place of the stage @returns {{ x: number, y: number }} of the layout */
  onLayout({ x, y }) {
    return this.turned ? { x: y / this.spread, y: x / this.spread } : { x: x / this.spread, y: y / this.spread };
  }

  /** Takes the model's graph anew: at the start and when another part of an overview is opened. */
  load() {
    const { model, state } = this.app;
    this.network.body.emitter.emit("_blockRedraw"); // each of the settings below would draw the graph
    const screen = this.screen();
    this.size = screen;
    const box = boxOf(model.payload.nodes);
    this.turned = screen.height > 1.15 * screen.width && box.right - box.left > box.bottom - box.top;
    this.spread = spreadOf(model.payload.nodes, this.turned ? { width: screen.height, height: screen.width } : screen);
    const sizes = radii(model, state.measure);
    this.marks.clear();
    for (const node of model.payload.nodes) {
      this.marks.set(node.id, { id: node.id, node, ...this.onStage(node), size: sizes.get(node.id) ?? 9, radius: sizes.get(node.id) ?? 9 });
    }
    this.unit = 1 / fitted(boxOf([...this.marks.values()]), this.screen()).scale;
    const bend = bends(model.payload.edges);
    this.network.setOptions({ edges: { arrows: { to: { enabled: model.payload.directed, scaleFactor: ARROW } } } });
    this.nodes = new vis.DataSet([...this.marks.values()].map((mark) =>
      ({ id: mark.id, x: mark.x, y: mark.y, size: mark.size, hidden: !this.app.visible.nodeIds.has(mark.id), ...nodeLook(this.app, mark.node, this.palette) })));
    this.edges = new vis.DataSet(model.payload.edges.map((edge) => ({
      id: edge.id, from: edge.source, to: edge.target, hidden: !this.app.visible.edgeIds.has(edge.id),
      ...edgeLook(model, edge, bend.get(edge.id) ?? 0, this.unit), ...this.colourOf(edge),
    })));
    this.network.setData({ nodes: this.nodes, edges: this.edges });
    this.growth = 1;
    this.place();
    this.network.body.emitter.emit("_allowRedraw");
    this.light();
  }

  /** @param {import("./types.d.ts").EdgeData} edge @returns {object} nothing where all links have the colour of the network */
  colourOf(edge) {
    const { model } = this.app;
    return isComparison(model) ? { color: { color: lineColour(model, edge, this.palette), inherit: false } } : {};
  }

  /** Shows what passes the filters, and hides the rest. */
  filter() {
    const { nodeIds, edgeIds } = this.app.visible;
    const change = (/** @type {any} */ set, /** @type {Set<string>} */ ids) =>
      set.update(set.get({ fields: ["id", "hidden"] }).filter((/** @type {any} */ item) => item.hidden === ids.has(item.id))
        .map((/** @type {any} */ item) => ({ id: item.id, hidden: !ids.has(item.id) })));
    change(this.nodes, nodeIds);
    change(this.edges, edgeIds);
    this.growth = 0; // updated items have their first sizes again
    this.light();
    if (!this.app.state.camera) this.fit();
  }

  /** Lets marks and lines grow slower than the scale. Through vis-network's own records: an update of all items would not keep pace with a wheel. */
  grow() {
    const zoomed = Math.max(1, this.network.getScale() * this.unit);
    const growth = zoomed ** GROWTH;
    if (Math.abs(growth - this.growth) < .005 * growth) return;
    this.growth = growth;
    const { nodes, edges } = this.network.body;
    for (const node of Object.values(nodes)) {
      const mark = this.marks.get(node.id);
      if (!mark) continue;
      mark.radius = mark.size * growth;
      node.options.size = mark.radius;
      node.shape.refreshNeeded = true;
    }
    for (const { id, options } of Object.values(edges)) {
      const edge = this.app.model.edge.get(id);
      if (!edge) continue;
      const { width, dashes } = edgeLook(this.app.model, edge, 0, this.unit * growth);
      Object.assign(options, { width, dashes });
      options.arrows.to.scaleFactor = ARROW * growth;
    }
  }

  /** Draws in the colours of the theme. */
  recolour() {
    this.palette = paletteOf(this.root);
    this.network.setOptions({ edges: { color: { color: this.palette.edge, inherit: false } } });
    this.nodes.update([...this.marks.values()].map((mark) => ({ id: mark.id, ...nodeLook(this.app, mark.node, this.palette) })));
    const { model } = this.app;
    if (isComparison(model)) this.edges.update(model.payload.edges.map((edge) => ({ id: edge.id, ...this.colourOf(edge) })));
    this.growth = 0;
    this.redraw();
  }

  /** Draws marks as large as the measure says. */
  resize() {
    const sizes = radii(this.app.model, this.app.state.measure);
    for (const mark of this.marks.values()) mark.size = sizes.get(mark.id) ?? mark.size;
    this.growth = 0;
    this.redraw();
  }

  /** Finds anew what stands out. */
  light() {
    this.lit = litOf(this.app.model, this.app.state, this.app.visible);
    this.redraw();
  }

  /** Draws anew before the next picture, once however often it is asked for. */
  redraw() {
    this.version += 1;
    this.network.body.emitter.emit("_requestRedraw");
  }

  screen() {
    return { width: this.root.clientWidth, height: this.root.clientHeight };
  }

  /** @param {Iterable<string>} [ids] */
  placesOf(ids) {
    const marks = ids ? [...ids].map((id) => this.marks.get(id)) : [...this.marks.values()].filter((mark) => this.app.visible.nodeIds.has(mark.id));
    return /** @type {Mark[]} */ (marks.filter(Boolean));
  }

  /** Shows all that is not filtered out. */
  fit() {
    const places = this.placesOf();
    if (places.length > 0) this.network.moveTo({ ...fitted(boxOf(places), this.screen()), animation: false });
    this.app.update({ camera: null });
  }

  /** Takes the place that the state tells of. */
  place() {
    const { camera } = this.app.state;
    if (!camera) this.fit();
    else this.network.moveTo({ position: this.onStage(camera), scale: camera.scale / this.spread, animation: false });
  }

  /**
   * Fits some nodes into view.
   * @param {Iterable<string>} ids
   */
  show(ids) {
    const places = this.placesOf(ids);
    if (places.length === 0) return;
    const { width, height } = this.screen();
    // Names are at the ends as well: fitted into a smaller screen, they find room in this one.
    this.network.moveTo({ ...fitted(boxOf(places), { width: width - 60, height: height - 80 }, 1.6 / this.unit), animation: false });
    this.moved();
  }

  /**
   * Moves a node into the middle, near enough for its neighbours to be told apart.
   * @param {string} id
   */
  centreOn(id) {
    const mark = this.marks.get(id);
    if (!mark) return;
    this.network.moveTo({ position: { x: mark.x, y: mark.y }, scale: Math.max(this.network.getScale(), 1.5 / this.unit), animation: false });
    this.moved();
  }

  /**
   * Moves a node into view if it is not.
   * @param {string} id
   */
  reveal(id) {
    const mark = this.marks.get(id);
    if (!mark) return;
    const { x, y } = this.network.canvasToDOM({ x: mark.x, y: mark.y });
    const { width, height } = this.screen();
    if (x > 30 && y > 30 && x < width - 30 && y < height - 30) return;
    this.network.moveTo({ position: { x: mark.x, y: mark.y }, animation: false });
    this.moved();
  }

  /** @param {number} factor */
  zoom(factor) {
    this.network.moveTo({ scale: Math.min(40, Math.max(.01, this.network.getScale() * factor)), animation: false });
    this.moved();
  }

  moved() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.app.update({ camera: { ...this.onLayout(this.network.getViewPosition()), scale: this.network.getScale() * this.spread } });
    }, REST);
  }

  dragged() {
    const places = this.network.getPositions();
    for (const mark of this.marks.values()) {
      const place = places[mark.id] ?? mark;
      if (place.x === mark.x && place.y === mark.y) continue;
      Object.assign(mark, place);
      const { x, y } = this.onLayout(mark);
      Object.assign(mark.node, { x: Math.round(x), y: Math.round(y) });
    }
    this.redraw();
    this.moved();
  }

  resized() {
    const { width, height } = this.screen();
    if (width === 0 || height === 0) return;
    if (width === this.size.width && height === this.size.height) return; // the observer's first word, or back from another view
    this.size = { width, height };
    const position = this.network.getViewPosition();
    const scale = this.network.getScale();
    this.network.setSize("100%", "100%");
    if (this.app.state.camera) this.network.moveTo({ position, scale, animation: false });
    else this.fit();
    this.redraw();
  }

  /**
   * What lies at a place of the screen.
   * @param {{ x: number, y: number }} point px from the corner of the graph
   * @returns {State["selection"]}
   */
  hit(point) {
    const scale = this.network.getScale();
    let best = null;
    let least = 1;
    for (const mark of this.placesOf()) {
      const { x, y } = this.network.canvasToDOM({ x: mark.x, y: mark.y });
      const far = Math.hypot(x - point.x, y - point.y) / Math.max(TARGET_RADIUS, mark.radius * scale + 2);
      if (far < least) [best, least] = [mark, far];
    }
    if (best) return { kind: "node", id: best.id };
    const edge = this.network.getEdgeAt(point);
    return edge === undefined ? null : { kind: "edge", id: String(edge) };
  }
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @returns {Stage}
 */
export function mountCanvas(root, app) {
  const stage = new Stage(root, app);
  stage.load();
  app.listen((changed) => {
    if (changed.has("community")) stage.load();
    else if (["hidden", "minSupport", "focus"].some((name) => changed.has(/** @type {keyof State} */ (name)))) stage.filter();
    if (changed.has("measure")) stage.resize();
    if (changed.has("theme")) stage.recolour();
    if (changed.has("selection") || changed.has("path")) stage.light();
    else if (changed.has("language")) stage.redraw();
  });
  return stage;
}
