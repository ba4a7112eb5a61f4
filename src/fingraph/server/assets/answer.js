// Answers as columns and rows of terms, whatever the query's form was.

/** @import { Answer, Site, Term } from "./types.d.ts" */

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
  if (term.type === "triple") return `<<( ${partsOf(term).map((part) => short(part, prefixes)).join(" ")} )>>`;
  if (term.type === "bnode") return `_:${term.value}`;
  if (term.type !== "uri") return term.value;
  const found = Object.entries(prefixes).find(([, space]) => term.value.startsWith(space) && /^[\w.-]+$/.test(term.value.slice(space.length)));
  return found ? `${found[0]}:${term.value.slice(found[1].length)}` : term.value;
}

/** @param {import("./types.d.ts").TripleTerm} term */
export function partsOf({ value }) {
  return [value.subject, value.predicate, value.object];
}

/**
 * Where a resource is described: here, in the language of this page, if it is an item of the project; else at its IRI.
 * @param {Term | undefined} term
 * @param {Pick<Site, "base" | "item" | "language">} site
 */
export function address(term, { base, item, language }) {
  if (term?.type !== "uri") return "";
  const [path] = term.value.slice(base.length).split("#", 1);
  const isOwn = term.value.startsWith(base) && new RegExp(`^(?:${item})$`).test(path);
  if (isOwn) return `/${path}?lang=${language}${term.value.slice(base.length + path.length)}`;
  return /^https?:\/\//.test(term.value) ? term.value : "";
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMERIC = new Set([
  "integer", "decimal", "float", "double", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger",
  "negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte",
].map((name) => XSD + name));
const NUMERAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** @param {Term} term whether its datatype is one of numbers */
export function isNumeric(term) {
  return term.type === "literal" && NUMERIC.has(term.datatype ?? "");
}

/** @param {Term | undefined} term @returns {number} not a number if it is none */
export function numberOf(term) {
  if (!term || !isNumeric(term)) return Number.NaN;
  const numeral = String(term.value).trim();
  return NUMERAL.test(numeral) ? Number(numeral) : Number.NaN;
}
