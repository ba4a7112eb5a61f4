// An answer as a network: its nodes and links.

import { columnsOf, rowsOf } from "./answer.js";

/** @import { Answer, Link, Network, Resource, Row, Term } from "./types.d.ts" */

const MOST_NODES = 150;

/**
 * The first nodes of an answer and the links between them; of large answers no more is made than is drawn.
 * @param {Answer} answer
 * @param {string} base what the IRIs of the project begin with
 * @returns {Network}
 */
export function networkOf(answer, base) {
  const [from, label, to] = endsOf(answer, base);
  /** @type {Map<string, Resource>} */
  const nodes = new Map();
  /** @type {Map<string, Link>} */
  const links = new Map();
  const all = new Set();
  for (const row of rowsOf(answer)) {
    const ends = [row[from], row[to]].filter(isResource);
    if (ends.length < 2) continue;
    const [source, target] = ends.map((term) => {
      const key = `${term.type} ${term.value}`;
      all.add(key);
      if (nodes.size < MOST_NODES && !nodes.has(key)) nodes.set(key, term);
      return key;
    });
    if (nodes.has(source) && nodes.has(target)) links.set(`${source} ${target} ${row[label]?.value}`, { source, target, label: row[label] });
  }
  return { nodes, links: [...links.values()], total: all.size };
}

/** @param {Term | undefined} term @returns {term is Resource} */
function isResource(term) {
  return term?.type === "uri" || term?.type === "bnode";
}

/**
 * The columns of the links' beginnings, labels and ends.
 * @param {Answer} answer
 * @param {string} base
 */
function endsOf(answer, base) {
  const [columns, rows] = [columnsOf(answer), rowsOf(answer)];
  if (columns.join(" ") === "subject predicate object") return columns;
  const [first = "", second = "", third = ""] = columns.filter((name) => rows.some((row) => isResource(row[name])));
  if (!third || !holdsProperties(rows, second, base)) return [first, "", second];
  // SELECT * may sort its columns.
  return first.startsWith("o") && third.startsWith("s") ? [third, second, first] : [first, second, third];
}

/**
 * Whether a column holds properties: IRIs whose names begin with a small letter, as those of classes do not, and no items.
 * @param {Row[]} rows
 * @param {string} name
 * @param {string} base
 */
function holdsProperties(rows, name, base) {
  return rows.every(({ [name]: term }) => {
    if (!term) return true;
    return term.type === "uri" && /[#/:][a-z_][\w.-]*$/.test(term.value) && (!term.value.startsWith(base) || term.value.includes("#"));
  });
}
