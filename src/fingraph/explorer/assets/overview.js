// A graph of more items than can be drawn: its communities first, and the members of one when it is opened.

import { chunk } from "./chunks.js";
import { button, element, fill, said } from "./dom.js";
import { COMMUNITY, setContent } from "./model.js";

/** @import { App, EdgeData, Model, NodeData, Overview, Pair } from "./types.d.ts" */
/** @import { Entry } from "./search.js" */

/**
 * The communities as a graph of their own.
 * @param {Overview} overview
 * @returns {{ nodes: NodeData[], edges: EdgeData[] }}
 */
export function communityGraph(overview) {
  const nodes = overview.nodes.map((node) => ({
    id: node.id, class: COMMUNITY.id, label: node.label, synonyms: [], definition: null, trends: [], community: node.id, report: "",
    x: node.x, y: node.y, size: node.size, ranks: {}, facts: [], attributes: { members: node.members }, highlighted: false,
  }));
  const edges = overview.edges.map((edge) => ({
    id: `${edge.source} ${edge.target}`, source: edge.source, target: edge.target, relation: "", layer: "stated", report: "",
    label: { en: `${edge.links} links`, zh: `${edge.links}条关联` }, modalities: [], bases: [], support: edge.links, evidence: [],
    via: "", rule: "", premises: [], shared: [], highlighted: false,
  }));
  return { nodes, edges };
}

/** Opens communities and goes back to all of them. */
export class Atlas {
  /** @param {Model} model */
  constructor(model) {
    this.model = model;
    this.overview = /** @type {Overview} */ (model.payload.overview);
    this.directed = model.payload.directed;
    /** @type {Entry[] | null} */
    this.index = null;
    this.load("");
  }

  /**
   * Makes a community, or all of them, the content of the model.
   * @param {string} id "" for all
   * @param {any} [content] of its chunk
   */
  load(id, content) {
    const { nodes, edges } = id ? content : communityGraph(this.overview);
    this.model.payload.directed = id !== "" && this.directed;
    setContent(this.model, nodes, edges);
  }

  /** @param {string} id @returns {boolean} */
  has(id) {
    return this.overview.nodes.some((node) => node.id === id);
  }

  /**
   * Opens a community, or all of them.
   * @param {App} app
   * @param {string} id "" for all
   * @param {Partial<import("./types.d.ts").State>} [patch] what else changes with it
   */
  async open(app, id, patch = {}) {
    app.announce(app.text("loading"));
    try {
      const content = id ? await chunk(id) : undefined;
      this.load(id, content);
    } catch (error) {
      app.announce(app.text("loadFailed", String(error)));
      return;
    }
    app.update({ selection: null, focus: null, path: null, camera: null, ...patch, community: id });
    app.announce(app.text("loaded", id ? app.in(this.labelOf(id)) : app.text("overview"), app.visible.nodes.length, app.visible.edges.length));
  }

  /** @param {string} id @returns {Pair} */
  labelOf(id) {
    return this.overview.nodes.find((node) => node.id === id)?.label ?? { en: id, zh: id };
  }

  /** @returns {Iterable<Entry>} all items of all communities, once they have been read */
  entries() {
    if (this.index === null) {
      this.index = [];
      void this.read();
    }
    return this.index;
  }

  async read() {
    /** @type {[string, string, string, string[], string][]} */
    const rows = await chunk(this.overview.search);
    this.index = rows.map(([id, en, zh, synonyms, community]) => ({ id, class: "", label: { en, zh }, synonyms, community }));
    document.getElementById("search")?.dispatchEvent(new Event("input"));
  }
}

/**
 * Where one is among the communities, and the way back.
 * @param {HTMLElement} root
 * @param {App} app
 * @param {Atlas} atlas
 */
export function mountOverview(root, app, atlas) {
  const place = element("div", { class: "row" });
  root.prepend(place);
  const draw = () => {
    const { community, selection } = app.state;
    const chosen = !community && selection?.kind === "node" && atlas.has(selection.id) ? selection.id : "";
    fill(place,
      community ? element("div", { class: "chip" }, said(app.in(atlas.labelOf(community)), { class: "said" }), button(app.text("overview"), () => { void atlas.open(app, ""); }, { "data-key": "overview" }))
        : element("div", { class: "chip" }, said(chosen ? app.in(atlas.labelOf(chosen)) : app.text("overviewHint"), { class: "said" }),
          chosen && button(app.text("openCommunity"), () => { void atlas.open(app, chosen); }, { "data-key": "open community" })));
  };
  app.listen((changed) => { if (changed.has("community") || changed.has("selection") || changed.has("language")) draw(); });
  draw();
}
