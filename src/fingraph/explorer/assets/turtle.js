// Items and links as Turtle, in the project's own vocabulary and IRIs: every triple of it is one of the graph that it shows.

/** @import { App, EdgeData, EvidenceData, NodeData, Payload } from "./types.d.ts" */

import { sha256 } from "./digest.js";

/** Classes of the ontology; a class of one's own has no IRI here. */
export const ONTOLOGY_CLASSES = new Set([
  "Policy", "Technology", "Sector", "Scenario", "Practice", "Challenge", "Outcome", "ActorType", "DataResource", "Organisation",
  "Trend",
]);

/** Prefix of what qualifies a statement → by which relation. */
const QUALIFIERS = new Map([["sector", "fg:inSector"], ["scenario", "fg:inScenario"]]);

const LOCAL_NAME = /^[A-Za-z0-9_](?:[\w.-]*[\w-])?$/;
const TURTLE_ESCAPES = new Map([["\\", "\\\\"], ['"', '\\"'], ["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"]]);

/**
 * An id as a term of Turtle and SPARQL: a prefixed name if its prefix is declared, an IRI if it is one, else nothing.
 * @param {string} id
 * @param {Record<string, string>} prefixes
 * @returns {string}
 */
export function rdfTerm(id, prefixes) {
  const colon = id.indexOf(":");
  if (colon > 0 && Object.hasOwn(prefixes, id.slice(0, colon)) && LOCAL_NAME.test(id.slice(colon + 1))) return id;
  return /^(?:https?|urn):[^\s<>"{}|^`\\]+$/i.test(id) ? `<${id}>` : "";
}

/** @param {string} text @param {string} [language] */
function literal(text, language) {
  // eslint-disable-next-line no-control-regex -- all that Turtle wants escaped, and what no text should hold
  const escaped = text.replace(/[\\"\u0000-\u001f\u007f]/g, (found) =>
    TURTLE_ESCAPES.get(found) ?? `\\u${found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  return `"${escaped}"${language ? `@${language}` : ""}`;
}

/** @param {string} text on one line, whatever it holds */
export function commentLine(text) {
  // eslint-disable-next-line no-control-regex -- a line end in a title must not end the comment
  return `# ${text.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, " ")}`;
}

/** Triples by subject, each once, written in the order in which subjects came. */
class Statements {
  constructor() {
    /** @type {Map<string, Map<string, Set<string>>>} */
    this.subjects = new Map();
  }

  /** @param {string} subject @param {string} predicate @param {...string} objects */
  add(subject, predicate, ...objects) {
    const given = objects.filter(Boolean);
    if (!subject || !predicate || !given.length) return;
    const predicates = this.subjects.get(subject) ?? new Map();
    this.subjects.set(subject, predicates);
    const known = predicates.get(predicate) ?? new Set();
    predicates.set(predicate, known);
    for (const object of given) known.add(object);
  }

  /** @returns {string} */
  toString() {
    return [...this.subjects].map(([subject, predicates]) => {
      const lines = [...predicates].map(([predicate, objects]) => `${predicate} ${[...objects].join(" , ")}`);
      return `${subject} ${lines.join(" ;\n  ")} .\n`;
    }).join("\n");
  }
}

/**
 * Items with labels, direct triples, and links with their evidence.
 * @param {App} app
 * @param {{ nodes: NodeData[], edges: EdgeData[] }} chosen
 * @returns {string}
 */
export function turtleOf(app, { nodes, edges }) {
  const { payload } = app.model;
  const writer = new Statements();
  /** @type {Set<string>} */
  const trends = new Set();
  for (const node of nodes) addItem(writer, node, payload);
  for (const edge of edges) {
    addLink(writer, edge, payload);
    for (const { trend } of edge.evidence) trends.add(trend);
  }
  for (const trend of payload.trends) if (trends.has(trend.id)) addTrend(writer, trend, payload);
  const derived = edges.filter((edge) => !isDirect(edge)).map((edge) => commentLine(derivation(edge)));
  const body = `${writer}${derived.length ? `\n${derived.join("\n")}\n` : ""}`;
  const used = new Set([...body.matchAll(/(?<![\w:/"])([a-z]+):/g)].map((match) => match[1]));
  const prefixes = Object.entries(payload.prefixes).filter(([prefix]) => used.has(prefix));
  return [
    commentLine(payload.title), commentLine(payload.citation.en), commentLine(payload.citation.zh),
    ...prefixes.map(([prefix, namespace]) => `@prefix ${prefix}: <${namespace}> .`), "", body,
  ].join("\n");
}

/** @param {Statements} writer @param {NodeData} node @param {Payload} payload */
function addItem(writer, node, { prefixes }) {
  const term = rdfTerm(node.id, prefixes);
  if (ONTOLOGY_CLASSES.has(node.class)) writer.add(term, "a", `fg:${node.class}`);
  addLabels(writer, term, node.id, node.label);
}

/** @param {Statements} writer @param {string} term @param {string} id @param {import("./types.d.ts").Pair} label */
function addLabels(writer, term, id, label) {
  // An id in place of a label is none.
  if (label.en !== id) writer.add(term, "skos:prefLabel", literal(label.en, "en"));
  if (label.zh !== id) writer.add(term, "skos:prefLabel", literal(label.zh, "zh-hans"));
}

/** @param {Statements} writer @param {import("./types.d.ts").Category} trend @param {Payload} payload */
function addTrend(writer, trend, { prefixes }) {
  const term = rdfTerm(`trend:${trend.id}`, prefixes);
  writer.add(term, "a", "fg:Trend");
  addLabels(writer, term, trend.id, trend);
}

/** @param {EdgeData} edge @returns {boolean} whether it is a triple: no path, nothing that two items share */
export function isDirect(edge) {
  return !edge.via && edge.relation !== "" && edge.layer !== "co-occurrence";
}

/** @param {EdgeData} edge what a link that is no triple comes from */
function derivation(edge) {
  const sentences = [...new Set(edge.evidence.map(({ sentence }) => sentence))].join(", ");
  const middle = edge.via || edge.shared.join(", ");
  return `${edge.source} – ${middle || edge.label.en} – ${edge.target}: ${sentences}`;
}

/** @param {Statements} writer @param {EdgeData} edge @param {Payload} payload */
function addLink(writer, edge, { prefixes }) {
  if (!isDirect(edge)) return;
  const [source, relation, target] = [edge.source, edge.relation, edge.target].map((id) => rdfTerm(id, prefixes));
  if (!source || !relation || !target) return;
  writer.add(source, relation, target);
  if (edge.layer !== "stated" || !edge.report) return;
  for (const sentence of edge.evidence) {
    const report = edge.report.split("|").find((each) => sentence.sentence.startsWith(`${each}.`));
    if (report === undefined) continue;
    const local = sentence.sentence.slice(report.length + 1);
    const digest = sha256(`${edge.source}|${edge.relation}|${edge.target}|${local}`).slice(0, 12);
    const link = rdfTerm(`link:${report}.${digest}`, prefixes);
    const evidence = rdfTerm(`ev:${sentence.sentence}`, prefixes);
    writer.add(link, "a", "fg:StatedLink");
    writer.add(link, "fg:subject", source);
    writer.add(link, "fg:relation", relation);
    writer.add(link, "fg:object", target);
    writer.add(link, "fg:evidence", evidence);
    addStatement(writer, link, sentence, prefixes);
    addEvidence(writer, evidence, sentence, { local, source: rdfTerm(`doc:${report}.r1`, prefixes) });
  }
}

/** @param {Statements} writer @param {string} link @param {EvidenceData} sentence @param {Record<string, string>} prefixes */
function addStatement(writer, link, { trend, modality, basis, qualifiers }, prefixes) {
  writer.add(link, "fg:inTrend", trend && rdfTerm(`trend:${trend}`, prefixes));
  writer.add(link, "fg:modality", modality && rdfTerm(`code:${modality}`, prefixes));
  writer.add(link, "fg:basis", basis && rdfTerm(`code:${basis}`, prefixes));
  for (const { id } of qualifiers) {
    writer.add(link, QUALIFIERS.get(id.slice(0, id.indexOf(":"))) ?? "fg:byActor", rdfTerm(id, prefixes));
  }
}

/** @param {Statements} writer @param {string} evidence @param {EvidenceData} sentence @param {{ local: string, source: string }} place */
function addEvidence(writer, evidence, { start, end }, { local, source }) {
  if (!evidence) return;
  writer.add(evidence, "a", "fg:TextEvidence");
  writer.add(evidence, "fg:sentenceId", literal(local));
  writer.add(evidence, "oa:hasSource", source);
  if (start < 0) return;
  writer.add(evidence, "oa:hasSelector", `${evidence}.position`);
  writer.add(`${evidence}.position`, "a", "oa:TextPositionSelector");
  writer.add(`${evidence}.position`, "oa:start", String(start));
  writer.add(`${evidence}.position`, "oa:end", String(end));
}
