// The payload with its indexes.

/** @import { App, Category, ClassCategory, EdgeData, FacetName, Model, NodeData, Payload } from "./types.d.ts" */

/** @type {Record<FacetName | "basis" | "rule" | "measure", "classes" | "relations" | "trends" | "modalities" | "layers" | "reports" | "communities" | "bases" | "rules" | "measures">} */
const LISTS = {
  class: "classes", relation: "relations", trend: "trends", modality: "modalities", layer: "layers",
  report: "reports", community: "communities", basis: "bases", rule: "rules", measure: "measures",
};

/** @type {FacetName[]} */
export const FACETS = ["class", "relation", "trend", "modality", "layer", "report", "community"];

/** @type {ClassCategory} the class of the marks of an overview */
export const COMMUNITY = { id: "community", en: "community", zh: "社群", colour: "#0072b2", shape: "dot", filled: true, glyph: "●" };

/**
 * @param {Payload} payload
 * @returns {Model}
 */
export function createModel(payload) {
  payload = { ...payload, classes: payload.overview ? [...payload.classes, COMMUNITY] : payload.classes };
  /** @type {Map<string, Map<string, Category>>} */
  const categories = new Map(Object.entries(LISTS).map(([facet, list]) =>
    [facet, new Map((payload[list] ?? []).map((/** @type {Category} */ category) => [category.id, category]))]));
  /** @type {Model} */
  const model = {
    payload,
    node: new Map(), edge: new Map(), out: new Map(), in: new Map(),
    category: (facet, id) => categories.get(facet)?.get(id) ?? { id, en: id, zh: id },
  };
  setContent(model, payload.nodes, payload.edges);
  return model;
}

/**
 * Makes a graph the model's own: at the start, and each time a community of an overview is opened.
 * @param {Model} model
 * @param {NodeData[]} nodes
 * @param {EdgeData[]} edges those with an end that is not among the nodes are left out
 */
export function setContent(model, nodes, edges) {
  for (const index of [model.node, model.edge, model.out, model.in]) index.clear();
  for (const node of nodes) {
    model.node.set(node.id, node);
    model.out.set(node.id, []);
    model.in.set(node.id, []);
  }
  const whole = edges.filter((edge) => model.node.has(edge.source) && model.node.has(edge.target));
  for (const edge of whole) {
    model.edge.set(edge.id, edge);
    model.out.get(edge.source)?.push(edge);
    model.in.get(edge.target)?.push(edge);
  }
  model.payload.nodes = nodes;
  model.payload.edges = whole;
}

/** @type {ClassCategory} */
const PLAIN = { id: "", en: "", zh: "", colour: "#5a5a5a", shape: "dot", filled: true, glyph: "●" };

/** @param {Model} model @param {string} id @returns {ClassCategory} the class with its look, a plain one if it is unknown */
export function classOf(model, id) {
  return { ...PLAIN, ...model.category("class", id) };
}

/**
 * How a report looks in a comparison: what A alone, B alone, or both state.
 * @param {Model} model
 * @param {string} report id, or A|B
 * @returns {{ colour: string, dashes: number[] } | null} null if nothing is compared
 */
export function sideOf(model, report) {
  const { colour, dashes } = /** @type {import("./types.d.ts").ReportCategory} */ (model.category("report", report));
  return colour && dashes ? { colour, dashes } : null;
}

/** @param {Model} model @returns {boolean} whether the page compares two reports */
export function isComparison(model) {
  return model.payload.reports.some(({ colour }) => colour !== undefined);
}

/**
 * The links of a node, those from it first; a link from a node to itself once.
 * @param {Model} model
 * @param {string} id
 * @returns {EdgeData[]}
 */
export function linksOf(model, id) {
  return [...(model.out.get(id) ?? []), ...(model.in.get(id) ?? []).filter((edge) => edge.source !== id)];
}

/** @param {EdgeData} edge @param {string} id one end @returns {string} the other */
export function otherEnd(edge, id) {
  return edge.source === id ? edge.target : edge.source;
}

/**
 * What a link says in one line: source, relation, target.
 * @param {App} app
 * @param {EdgeData} edge
 */
export function sentenceOf(app, edge) {
  return [nameOf(app, edge.source), app.in(edge.label), nameOf(app, edge.target)].join(app.model.payload.directed ? " → " : " – ");
}

/** @param {App} app @param {string} id @returns {string} the label of a node in the page's language */
export function nameOf(app, id) {
  const node = app.model.node.get(id);
  return node ? app.in(node.label) || id : id;
}

/**
 * Radii of all marks: as the layout gave them, else with areas that grow with the measure.
 * @param {Model} model
 * @param {string} measure "" for none
 * @returns {Map<string, number>}
 */
export function radii(model, measure) {
  const { nodes } = model.payload;
  const most = Math.max(0, ...nodes.map((node) => node.ranks[measure]?.value ?? 0));
  return new Map(nodes.map((node) =>
    [node.id, most === 0 ? node.size : Math.round(7 + 19 * Math.sqrt(Math.max(0, node.ranks[measure]?.value ?? 0) / most))]));
}
