// Graphs, which come as N-Triples, as answers.

/** @import { Answer, Literal, Row, Term } from "./types.d.ts" */

/** The sign of a triple term; or an IRI, a blank node, or a literal with its language, direction and datatype. */
const TOKEN = /(<<\(|\)>>)|<([^<>]*)>|_:(\S+)|"([^"\\]*(?:\\.[^"\\]*)*)"(?:@([A-Za-z\d]+(?:-[A-Za-z\d]+)*)(--\w+)?|\^\^<([^<>]*)>)?/g;

/**
 * The triples of N-Triples as rows, so that graphs are shown as answers are.
 * @param {string} text
 * @returns {Answer}
 */
export function fromTriples(text) {
  /** @type {Row[]} */
  const bindings = [];
  for (const line of text.split("\n")) {
    const [subject, predicate, object] = termsOf(line);
    if (object) bindings.push({ subject, predicate, object });
  }
  return { head: { vars: ["subject", "predicate", "object"] }, results: { bindings } };
}

/** @param {string} line @returns {Term[]} */
function termsOf(line) {
  /** @type {Term[][]} those of the line, and of each triple term that is open */
  const open = [[]];
  for (const found of line.matchAll(TOKEN)) {
    if (found[1] === "<<(") {
      open.unshift([]);
    } else if (found[1]) {
      const [subject, predicate, object] = open.shift() ?? [];
      open[0].push({ type: "triple", value: { subject, predicate, object } });
    } else {
      open[0].push(termOf(found));
    }
  }
  return open[0];
}

/** @param {RegExpMatchArray} found @returns {Term} */
function termOf([, , iri, blank, value, language, , datatype]) {
  if (iri !== undefined) return { type: "uri", value: unescaped(iri) };
  if (blank !== undefined) return { type: "bnode", value: blank };
  /** @type {Literal} */
  const literal = { type: "literal", value: unescaped(value) };
  if (language) return { ...literal, "xml:lang": language };
  return datatype ? { ...literal, datatype: unescaped(datatype) } : literal;
}

/** @type {Record<string, string>} */
const CONTROLS = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** @param {string} text */
function unescaped(text) {
  return text.replace(/\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)/g, (_, /** @type {string} */ code) => {
    return code.length > 1 ? String.fromCodePoint(Number.parseInt(code.slice(1), 16)) : CONTROLS[code] ?? code;
  });
}
