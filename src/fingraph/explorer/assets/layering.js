// Columns of items with links between them: which items, in which order, where.

/** @import { EdgeData, NodeData } from "./types.d.ts" */

/** @typedef {{ source: string, target: string, support: number, edges: EdgeData[], via: string }} Tie two direct links are one tie each; a path has both its links, and the item between */
/** @typedef {{ id: string, items: NodeData[] }} Column a class and its items, in order */

/** What policy → technology → sector is made of, and what may lie between on a path of two links. */
export const CHAIN = ["Policy", "Technology", "Sector"];
const BETWEEN = new Set(["Scenario", "Practice", "Outcome", "DataResource"]);

const SWEEPS = 12;

/**
 * Links between items of the classes, and, where asked for, paths of two links through one item of another class, in the
 * direction stated and within one report.
 * @param {NodeData[]} nodes
 * @param {EdgeData[]} edges
 * @param {Set<string>} classes
 * @param {boolean} paths
 * @returns {Tie[]}
 */
export function tiesBetween(nodes, edges, classes, paths) {
  const classOfId = new Map(nodes.map((node) => [node.id, node.class]));
  const isEnd = (/** @type {string} */ id) => classes.has(classOfId.get(id) ?? "");
  const direct = edges.filter((edge) => edge.source !== edge.target && isEnd(edge.source) && isEnd(edge.target))
    .map((edge) => ({ source: edge.source, target: edge.target, support: edge.support, edges: [edge], via: edge.via }));
  return paths ? [...direct, ...pathsOfTwo(edges, isEnd, (id) => BETWEEN.has(classOfId.get(id) ?? ""))] : direct;
}

/** @param {EdgeData[]} edges @param {(id: string) => boolean} isEnd @param {(id: string) => boolean} isBetween @returns {Tie[]} */
function pathsOfTwo(edges, isEnd, isBetween) {
  /** @type {Map<string, EdgeData[]>} */
  const onwards = new Map();
  for (const edge of edges) if (isBetween(edge.source) && isEnd(edge.target)) onwards.set(edge.source, [...(onwards.get(edge.source) ?? []), edge]);
  return edges.filter((edge) => isEnd(edge.source)).flatMap((first) => (onwards.get(first.target) ?? [])
    .filter((second) => second.target !== first.source && first.report.split("|").some((report) => second.report.split("|").includes(report)))
    .map((second) => ({
      source: first.source, target: second.target, support: Math.min(first.support, second.support), edges: [first, second], via: first.target,
    })));
}

/**
 * Items by class, only those that have a tie, ordered so that few ties cross (barycentres, Sugiyama, Tagawa and Toda 1981,
 * doi:10.1109/TSMC.1981.4308636).
 * @param {NodeData[]} nodes
 * @param {Tie[]} ties
 * @param {string[]} classes in order
 * @returns {Column[]}
 */
export function columnsOf(nodes, ties, classes) {
  const tied = new Set(ties.flatMap((tie) => [tie.source, tie.target]));
  const columns = classes.map((id) => ({ id, items: nodes.filter((node) => node.class === id && tied.has(node.id)) })).filter(({ items }) => items.length > 0);
  return untangled(columns, ties);
}

/** @param {Column[]} columns @param {Tie[]} ties @returns {Column[]} the order with the fewest crossings that sweeps find */
function untangled(columns, ties) {
  const neighbours = neighboursOf(ties);
  let [best, least] = [columns, crossings(columns, ties)];
  let current = columns;
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep += 1) {
    current = swept(current, neighbours, sweep % 2 === 1);
    const found = crossings(current, ties);
    if (found < least) [best, least] = [current, found];
  }
  return best;
}

/** @param {Tie[]} ties @returns {Map<string, string[]>} */
function neighboursOf(ties) {
  /** @type {Map<string, string[]>} */
  const neighbours = new Map();
  for (const { source, target } of ties) {
    for (const [one, other] of [[source, target], [target, source]]) {
      const known = neighbours.get(one);
      if (known) known.push(other);
      else neighbours.set(one, [other]);
    }
  }
  return neighbours;
}

/** @param {Column[]} columns @param {Map<string, string[]>} neighbours @param {boolean} backwards from the last column to the first */
function swept(columns, neighbours, backwards) {
  const order = columns.map((_, place) => place);
  if (backwards) order.reverse();
  const done = [...columns];
  /** @type {Map<string, number>} from 0 at the top to 1 at the foot, since columns differ in length */
  const height = new Map();
  const place = (/** @type {Column} */ column) => column.items.forEach((item, row) => height.set(item.id, (row + 0.5) / column.items.length));
  done.forEach(place);
  for (const at of order) {
    const own = new Set(done[at].items.map((item) => item.id));
    const barycentre = new Map(done[at].items.map((item) => {
      const places = (neighbours.get(item.id) ?? []).filter((id) => !own.has(id)).map((id) => height.get(id) ?? 0);
      return [item.id, places.length ? places.reduce((sum, each) => sum + each, 0) / places.length : height.get(item.id) ?? 0];
    }));
    // Sorting is stable: items of one barycentre keep their order, so the same graph gives the same picture.
    done[at] = { ...done[at], items: [...done[at].items].sort((one, other) => (barycentre.get(one.id) ?? 0) - (barycentre.get(other.id) ?? 0)) };
    place(done[at]);
  }
  return done;
}

/**
 * Pairs of ties between the same two columns that cross.
 * @param {Column[]} columns
 * @param {Tie[]} ties
 * @returns {number}
 */
export function crossings(columns, ties) {
  const spot = new Map(columns.flatMap(({ items }, column) => items.map((item, row) => /** @type {const} */ ([item.id, { column, row }]))));
  /** @type {Map<string, number[][]>} */
  const bundles = new Map();
  for (const { source, target } of ties) {
    const [one, other] = [spot.get(source), spot.get(target)];
    if (!one || !other || one.column === other.column) continue;
    const [left, right] = one.column < other.column ? [one, other] : [other, one];
    const key = `${left.column} ${right.column}`;
    bundles.set(key, [...(bundles.get(key) ?? []), [left.row, right.row]]);
  }
  return [...bundles.values()].reduce((sum, rows) => sum + inversions(rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((row) => row[1])), 0);
}

/** @param {number[]} rows @returns {number} pairs that are out of order, counted by a tree of sums */
function inversions(rows) {
  const size = Math.max(0, ...rows) + 1;
  const tree = new Int32Array(size + 1);
  let found = 0;
  rows.forEach((row, seen) => {
    let upTo = 0;
    for (let at = row + 1; at > 0; at -= at & -at) upTo += tree[at];
    found += seen - upTo;
    for (let at = row + 1; at <= size; at += at & -at) tree[at] += 1;
  });
  return found;
}
