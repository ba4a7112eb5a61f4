// Shortest paths, and what stands out from the rest.

/** @import { EdgeData, Model, State, Visible } from "./types.d.ts" */

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
  if (state.path?.to) {
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
