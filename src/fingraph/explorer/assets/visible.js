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

/** @typedef {{ edge: EdgeData, from: string, to: string, forward: boolean }} Hop */

/**
 * A shortest way between two nodes, whatever the direction of its links; among the shortest one that goes against the fewest.
 * @param {EdgeData[]} edges
 * @param {string} from
 * @param {string} to
 * @param {boolean} directed
 * @returns {Hop[] | null} null if there is none
 */
export function shortestPath(edges, from, to, directed) {
  /** @type {Map<string, Hop[]>} */
  const hops = new Map();
  const add = (/** @type {Hop} */ hop) => { hops.has(hop.from) ? hops.get(hop.from)?.push(hop) : hops.set(hop.from, [hop]); };
  for (const edge of edges) {
    add({ edge, from: edge.source, to: edge.target, forward: true });
    add({ edge, from: edge.target, to: edge.source, forward: !directed });
  }
  /** @type {Map<string, { against: number, hop: Hop | null }>} */
  const reached = new Map([[from, { against: 0, hop: null }]]);
  let front = [from];
  while (front.length > 0 && !reached.has(to)) front = nextFront(front, hops, reached);
  return reached.has(to) ? traced(reached, to) : null;
}

/**
 * One step of a breadth-first search that keeps, for each new node, the hop with the fewest links against their direction.
 * @param {string[]} front
 * @param {Map<string, Hop[]>} hops
 * @param {Map<string, { against: number, hop: Hop | null }>} reached
 */
function nextFront(front, hops, reached) {
  /** @type {Map<string, { against: number, hop: Hop }>} */
  const next = new Map();
  for (const id of front) {
    for (const hop of hops.get(id) ?? []) {
      const against = (reached.get(id)?.against ?? 0) + (hop.forward ? 0 : 1);
      if (!reached.has(hop.to) && against < (next.get(hop.to)?.against ?? Infinity)) next.set(hop.to, { against, hop });
    }
  }
  for (const [id, step] of next) reached.set(id, step);
  return [...next.keys()];
}

/** @param {Map<string, { hop: Hop | null }>} reached @param {string} to @returns {Hop[]} */
function traced(reached, to) {
  const way = [];
  for (let hop = reached.get(to)?.hop; hop; hop = reached.get(hop.from)?.hop) way.unshift(hop);
  return way;
}

/** @typedef {{ nodes: Set<string>, edges: Set<string>, chief: Set<string> }} Lit what stands out; chief: what the rest is about */

/**
 * What stands out from the rest: the path, else the selection with what it is linked to, else what a query found.
 * @param {Model} model
 * @param {State} state
 * @param {Visible} visible
 * @returns {Lit | null} null if nothing does
 */
export function litOf(model, state, visible) {
  if (state.path) {
    const way = shortestPath(visible.edges, state.path.from, state.path.to, model.payload.directed) ?? [];
    const ends = [state.path.from, state.path.to];
    return { nodes: new Set([...ends, ...way.map((hop) => hop.to)]), edges: new Set(way.map((hop) => hop.edge.id)), chief: new Set(ends) };
  }
  if (state.selection?.kind === "node" && model.node.has(state.selection.id)) return litAround(state.selection.id, visible);
  const edge = state.selection?.kind === "edge" ? model.edge.get(state.selection.id) : undefined;
  if (edge) {
    const ends = [edge.source, edge.target, ...(edge.via ? [edge.via] : [])];
    return { nodes: new Set(ends), edges: new Set([edge.id]), chief: new Set(ends) };
  }
  const found = visible.nodes.filter((node) => node.highlighted).map((node) => node.id);
  if (found.length === 0 || found.length === visible.nodes.length) return null;
  const links = visible.edges.filter((link) => link.highlighted).map((link) => link.id);
  return { nodes: new Set(found), edges: new Set(links), chief: new Set() };
}

/** @param {string} id @param {Visible} visible @returns {Lit} */
function litAround(id, visible) {
  const links = visible.edges.filter((edge) => edge.source === id || edge.target === id);
  const nodes = new Set([id, ...links.flatMap((edge) => [edge.source, edge.target])]);
  return { nodes, edges: new Set(links.map((edge) => edge.id)), chief: new Set([id]) };
}
