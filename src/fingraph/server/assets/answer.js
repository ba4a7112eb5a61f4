// Answers as columns and rows of terms, whatever the query's form was.

/** @import { Answer, Literal, Resource, Row, Term } from "./types.d.ts" */

/** @param {Answer} answer */
export function columnsOf(answer) {
  return answer.head.vars ?? [];
}

/** @param {Answer} answer */
export function rowsOf(answer) {
  return answer.results?.bindings ?? [];
}

/**
 * A term as short as the prefixes make it.
 * @param {Term | undefined} term
 * @param {Record<string, string>} prefixes
 * @returns {string}
 */
export function short(term, prefixes) {
  if (!term) return "";
  if (term.type === "triple") return `<< ${[term.value.subject, term.value.predicate, term.value.object].map((part) => short(part, prefixes)).join(" ")} >>`;
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type !== "uri") return term.value;
  const found = Object.entries(prefixes).find(([, space]) => term.value.startsWith(space) && /^[\w.-]+$/.test(term.value.slice(space.length)));
  return found ? `${found[0]}:${term.value.slice(found[1].length)}` : term.value;
}

/**
 * Where a resource is described: here, in the language of this page, if it is the project's.
 * @param {Term | undefined} term
 * @param {string} base
 * @param {string} language
 */
export function address(term, base, language) {
  if (term?.type !== "uri") return "";
  if (term.value.startsWith(base)) return `/${term.value.slice(base.length).replace(/(?=#)|$/, `?lang=${language}`)}`;
  return /^https?:\/\//.test(term.value) ? term.value : "";
}

const TRIPLE = /^(<[^>]*>|_:\S+) (<[^>]*>) (.*) \.$/;

/**
 * The triples of N-Triples as rows, so that graphs are shown as answers are.
 * @param {string} text
 * @returns {Answer}
 */
export function fromTriples(text) {
  /** @type {Row[]} */
  const bindings = [];
  for (const line of text.split("\n")) {
    const found = TRIPLE.exec(line);
    if (found) bindings.push({ subject: resource(found[1]), predicate: resource(found[2]), object: object(found[3]) });
  }
  return { head: { vars: ["subject", "predicate", "object"] }, results: { bindings } };
}

/** @param {string} text @returns {Resource} */
function resource(text) {
  return text.startsWith("_:") ? { type: "bnode", value: text.slice(2) } : { type: "uri", value: text.slice(1, -1) };
}

/** @param {string} text @returns {Resource | Literal} */
function object(text) {
  if (!text.startsWith('"')) return resource(text);
  const end = text.lastIndexOf('"');
  const value = text.slice(1, end).replace(/\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)/g, (_, /** @type {string} */ code) => escaped(code));
  const rest = text.slice(end + 1);
  if (rest.startsWith("@")) return { type: "literal", value, "xml:lang": rest.slice(1) };
  return { type: "literal", value, ...(rest ? { datatype: rest.slice(3, -1) } : {}) };
}

/** @type {Record<string, string>} */
const CONTROLS = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** @param {string} code what follows a backslash */
function escaped(code) {
  return code.length > 1 ? String.fromCodePoint(Number.parseInt(code.slice(1), 16)) : CONTROLS[code] ?? code;
}
