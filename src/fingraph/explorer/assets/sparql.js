// The SPARQL text that asks for what is shown, ready for `fingraph query`.

/** @import { App, EdgeData, Model, State } from "./types.d.ts" */

import { ONTOLOGY_CLASSES, commentLine, isDirect, rdfTerm } from "./turtle.js";

/** Projections whose edges are what the reports state: their filters can be said in SPARQL. */
const STATED_PROJECTIONS = new Set(["links", "full"]);

/** @typedef {{ model: Model, state: State, edges: EdgeData[] }} Shown what is visible, or chosen among it */

/**
 * A query for links: source, relation, target, report and support of those that are stated, by the filters of the page; those
 * that rules infer, paths, and what items share, one by one.
 * @param {App} app
 * @param {EdgeData[]} [selected] only these links, whatever the filters
 * @returns {string}
 */
export function sparqlOf(app, selected) {
  const { model, state } = app;
  const edges = selected ?? app.visible.edges;
  const shown = { model, state, edges };
  const stated = edges.filter((edge) => edge.layer === "stated" && isDirect(edge));
  const rest = edges.filter((edge) => !stated.includes(edge));
  // A part of an overview is no matter of filters.
  const byFilter = !selected && !model.payload.overview && STATED_PROJECTIONS.has(model.payload.projection);
  const parts = [
    byFilter ? statedByFilter(shown) : listed(shown, stated, STATED_LINK, "?source ?relation ?target"),
    listed(shown, rest.filter((edge) => edge.layer === "inferred"), INFERRED_LINK, "?source ?relation ?target ?rule"),
    listed(shown, rest.filter((edge) => edge.via), PATH_OF_TWO, "?source ?via ?target"),
    listed(shown, rest.filter((edge) => edge.layer === "co-occurrence"), SHARED_SENTENCE, "?source ?target ?evidence"),
    listed(shown, rest.filter((edge) => isDirect(edge) && edge.layer !== "inferred"), PLAIN_TRIPLE, "?source ?relation ?target"),
  ].filter(Boolean);
  const text = queryOf(state, parts);
  const layers = ["inferred", "facts"].filter((layer) => edges.some((edge) => edge.layer === layer));
  const command = ["# fingraph query", ...layers.map((layer) => `--layer ${layer}`), "--query-file FILE"].join(" ");
  return [commentLine(model.payload.title), command, ...declarations(text, model.payload.prefixes), text].join("\n");
}

/** @param {string} text @param {Record<string, string>} prefixes @returns {string[]} of those that occur */
function declarations(text, prefixes) {
  const used = new Set([...text.matchAll(/(?<![\w:/"<])([a-z]+):/g)].map((match) => match[1]));
  return Object.entries(prefixes).filter(([prefix]) => used.has(prefix)).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`);
}

/** @param {State} state @param {string[]} parts of which a row may come from any */
function queryOf(state, parts) {
  const language = state.language === "zh" ? "zh-hans" : "en";
  const extra = ["?rule", "?via", "?via_relation"].filter((name) => parts.some((part) => part.includes(name)));
  const columns = ["?source", "?source_label", "?relation", ...extra, "?target", "?target_label", "?report"].join(" ");
  const pattern = parts.length ? parts.map((part) => `  {\n${part}\n  }`).join("\n  UNION\n") : "  FILTER(false) # nothing is shown";
  return [
    `SELECT ${columns} (COUNT(DISTINCT ?evidence) AS ?sentences)`,
    "WHERE {",
    pattern,
    `  OPTIONAL { ?source skos:prefLabel ?source_label FILTER(LANG(?source_label) = "${language}") }`,
    `  OPTIONAL { ?target skos:prefLabel ?target_label FILTER(LANG(?target_label) = "${language}") }`,
    "}",
    `GROUP BY ${columns}`,
    "ORDER BY ?source ?relation ?target ?report",
    "",
  ].join("\n");
}

const STATED_LINK = [
  "GRAPH ?report {",
  "  ?link a fg:StatedLink ; fg:subject ?source ; fg:relation ?relation ; fg:object ?target ; fg:evidence ?evidence .",
  "}",
];
const FILTERED_LINK = [
  ...STATED_LINK.slice(0, 2), "  ?link fg:modality ?modality ; fg:inTrend ?trend .", STATED_LINK[2],
];
const INFERRED_LINK = [
  "GRAPH ?report {",
  "  ?link a fg:InferredLink ; fg:subject ?source ; fg:relation ?relation ; fg:object ?target ; fg:byRule ?rule ;",
  "    prov:wasDerivedFrom+ ?premise .",
  "}",
  "OPTIONAL { ?premise fg:evidence ?evidence }",
];
const PATH_OF_TWO = [
  "GRAPH ?report {",
  "  ?first a fg:StatedLink ; fg:subject ?source ; fg:relation ?relation ; fg:object ?via ; fg:evidence ?first_evidence .",
  "  ?second a fg:StatedLink ; fg:subject ?via ; fg:relation ?via_relation ; fg:object ?target ; fg:evidence ?second_evidence .",
  "  VALUES ?leg { 1 2 }",
  "  BIND(IF(?leg = 1, ?first_evidence, ?second_evidence) AS ?evidence)",
  "  FILTER(fg:concerns NOT IN (?relation, ?via_relation))",
  "}",
];
const SHARED_SENTENCE = ["GRAPH ?report { ?evidence a fg:TextEvidence }"];
const PLAIN_TRIPLE = ["?source ?relation ?target"];

/** @param {string[]} lines */
function indented(lines) {
  return lines.map((line) => `    ${line}`).join("\n");
}

/** @param {Shown} shown @returns {string} */
function statedByFilter({ model, state, edges }) {
  if (!edges.some((edge) => edge.layer === "stated")) return "";
  const { hidden } = state;
  const lines = [...FILTERED_LINK];
  // The projections leave out what the reports name without saying more.
  const relations = [...hidden.relation, ...(model.payload.projection === "links" ? ["fg:concerns"] : [])];
  if (relations.length) lines.push(`FILTER(?relation NOT IN (${terms(model, relations)}))`);
  if (hidden.report.size) lines.push(`FILTER(?report NOT IN (${terms(model, [...hidden.report].map((id) => `graph:${id}`))}))`);
  for (const name of [...hidden.class].filter((each) => ONTOLOGY_CLASSES.has(each))) {
    lines.push(`FILTER NOT EXISTS { ?source a fg:${name} } FILTER NOT EXISTS { ?target a fg:${name} }`);
  }
  lines.push(...nodeConditions({ model, state, edges }));
  const having = conditions(model, state);
  if (!having.length) return indented(lines);
  return indented([
    "{",
    "  SELECT ?source ?relation ?target ?report WHERE {", ...lines.map((line) => `    ${line}`), "  }",
    "  GROUP BY ?source ?relation ?target ?report", `  HAVING (${having.join(" && ")})`,
    "}",
    ...STATED_LINK,
  ]);
}

/** @param {Shown} shown @returns {string[]} what the graph itself does not know: communities, and what is near a node */
function nodeConditions({ model, state, edges }) {
  if (!state.focus && state.hidden.community.size === 0) return [];
  const ids = terms(model, new Set(edges.flatMap((edge) => [edge.source, edge.target])));
  return [`FILTER(?source IN (${ids}))`, `FILTER(?target IN (${ids}))`];
}

/** @param {Model} model @param {Iterable<string>} ids @returns {string} */
function terms(model, ids) {
  return [...ids].map((id) => rdfTerm(id, model.payload.prefixes)).filter(Boolean).join(", ");
}

/**
 * Conditions on all statements of a link: it stays if one of its modalities and one of its trends is shown.
 * @param {Model} model
 * @param {State} state
 * @returns {string[]}
 */
function conditions(model, { hidden, minSupport }) {
  const found = minSupport > 1 ? [`COUNT(DISTINCT ?evidence) >= ${minSupport}`] : [];
  for (const [facet, list, prefix] of /** @type {const} */ ([["modality", "modalities", "code"], ["trend", "trends", "trend"]])) {
    if (hidden[facet].size === 0) continue;
    const shown = model.payload[list].filter(({ id }) => !hidden[facet].has(id)).map(({ id }) => `${prefix}:${id}`);
    found.push(`SUM(IF(?${facet} IN (${terms(model, shown)}), 1, 0)) > 0`);
  }
  return found;
}

/**
 * @param {Shown} shown
 * @param {EdgeData[]} edges
 * @param {string[]} lines pattern
 * @param {string} variables bound by what the edges are
 * @returns {string} empty if there is no edge that can be named
 */
function listed({ model }, edges, lines, variables) {
  const names = variables.split(" ");
  const rows = new Set(edges.flatMap((edge) => rowsOf(edge, names)).map((cells) => cells.map((id) => rdfTerm(id, model.payload.prefixes)))
    .filter((cells) => cells.every(Boolean)).map((cells) => `  (${cells.join(" ")})`));
  return rows.size ? indented([`VALUES (${variables}) {`, ...rows, "}", ...lines]) : "";
}

/** @param {EdgeData} edge @param {string[]} names of variables @returns {string[][]} */
function rowsOf(edge, names) {
  const { source, relation, target, via } = edge;
  /** @type {Record<string, string>} */
  const known = { "?source": source, "?relation": relation, "?target": target, "?via": via, "?rule": `code:${edge.rule}` };
  const sentences = names.includes("?evidence") ? edge.evidence.map(({ sentence }) => `ev:${sentence}`) : [""];
  return sentences.map((evidence) => names.map((name) => name === "?evidence" ? evidence : known[name] ?? ""));
}
