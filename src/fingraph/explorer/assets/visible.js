// What is not filtered out, and how much each choice of a filter would show.

/** @import { EdgeData, FacetName, Model, NodeData, State, Visible } from "./types.d.ts" */

/** @typedef {Pick<State, "hidden" | "minSupport" | "focus">} Filter */

/** @param {string[]} values @param {Set<string>} hidden */
function someShown(values, hidden) {
  return hidden.size === 0 || values.length === 0 || values.some((value) => !hidden.has(value));
}

/** @param {EdgeData} edge @returns {string[]} */
export function trendsOf(edge) {
  return [...new Set(edge.evidence.map((sentence) => sentence.trend).filter(Boolean))];
}

/**
 * Whether a link passes the filters of links, whatever its ends.
 * @param {EdgeData} edge
 * @param {Filter} filter
 */
function edgePasses(edge, { hidden, minSupport }) {
  return edge.support >= minSupport && !hidden.relation.has(edge.relation) && !hidden.layer.has(edge.layer)
    && !hidden.report.has(edge.report) && someShown(edge.modalities, hidden.modality)
    && (hidden.trend.size === 0 || someShown(trendsOf(edge), hidden.trend));
}

/**
 * Whether a node passes the filters of nodes: its class, its community, one of its trends.
 * @param {NodeData} node
 * @param {Filter} filter
 */
function nodePasses(node, { hidden }) {
  return !hidden.class.has(node.class) && !hidden.community.has(node.community) && someShown(node.trends, hidden.trend);
}

/** @param {Filter} filter */
function filtersLinks({ hidden, minSupport }) {
  return minSupport > 0 || hidden.relation.size + hidden.layer.size + hidden.report.size + hidden.modality.size + hidden.trend.size > 0;
}

/**
 * Nodes at most so many links from one, whatever the direction.
 * @param {string} start
 * @param {number} hops
 * @param {EdgeData[]} edges
 * @returns {Set<string>}
 */
export function neighbourhood(start, hops, edges) {
  const reached = new Set([start]);
  for (let hop = 0; hop < hops; hop += 1) {
    const before = new Set(reached);
    for (const edge of edges) {
      if (before.has(edge.source)) reached.add(edge.target);
      if (before.has(edge.target)) reached.add(edge.source);
    }
  }
  return reached;
}

/**
 * What passes all filters. A node whose links are all filtered out by filters of links goes with them; a node without any
 * link stays.
 * @param {Model} model
 * @param {Filter} filter
 * @returns {Visible}
 */
export function visibleOf(model, filter) {
  const passing = model.payload.edges.filter((edge) => edgePasses(edge, filter));
  const linked = new Set(passing.flatMap((edge) => [edge.source, edge.target]));
  const lonely = filtersLinks(filter) ? (/** @type {string} */ id) => !linked.has(id) && degreeOf(model, id) > 0 : () => false;
  let nodes = model.payload.nodes.filter((node) => nodePasses(node, filter) && !lonely(node.id));
  let nodeIds = new Set(nodes.map((node) => node.id));
  let edges = passing.filter((edge) => nodeIds.has(edge.source) && nodeIds.has(edge.target));
  if (filter.focus && nodeIds.has(filter.focus.id)) {
    const near = neighbourhood(filter.focus.id, filter.focus.hops, edges);
    nodes = nodes.filter((node) => near.has(node.id));
    nodeIds = near;
    edges = edges.filter((edge) => near.has(edge.source) && near.has(edge.target));
  }
  return { nodes, edges, nodeIds, edgeIds: new Set(edges.map((edge) => edge.id)) };
}

/** @param {Model} model @param {string} id */
function degreeOf(model, id) {
  return (model.out.get(id)?.length ?? 0) + (model.in.get(id)?.length ?? 0);
}

/**
 * How many nodes (of class and community) or links (of the others) each value of a facet shows under all other filters.
 * @param {Model} model
 * @param {Filter} filter
 * @param {FacetName} facet
 * @returns {Map<string, number>}
 */
export function countsOf(model, filter, facet) {
  const { nodes, edges } = visibleOf(model, { ...filter, hidden: { ...filter.hidden, [facet]: new Set() } });
  const records = facet === "class" || facet === "community" ? nodes.map((node) => [node[facet]]) : edges.map((edge) => valuesOf(edge, facet));
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const value of records.flat()) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** @param {EdgeData} edge @param {"relation" | "trend" | "modality" | "layer" | "report"} facet @returns {string[]} */
function valuesOf(edge, facet) {
  if (facet === "trend") return trendsOf(edge);
  return facet === "modality" ? edge.modalities : [edge[facet]];
}
