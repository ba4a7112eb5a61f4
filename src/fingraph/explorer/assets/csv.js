// What is shown, as tables for spreadsheets: links, a row for each sentence, and items.

import { csvOf, plainCell } from "./spreadsheet.js";

/** @import { App, EdgeData, EvidenceData, NodeData, Pair } from "./types.d.ts" */

/** @typedef {(string | number)[]} CsvRow */

/** @param {CsvRow[]} rows */
export function csvText(rows) {
  return csvOf(rows.map((row) => row.map((cell) => typeof cell === "number" ? String(cell) : plainCell(cell))));
}

/** @param {string[]} values */
function joined(values) {
  return values.join("|");
}

/** @param {App} app @param {string} id @returns {Pair} label of a node */
export function labelOfNode(app, id) {
  return app.model.node.get(id)?.label ?? { en: id, zh: id };
}

/** @param {string} name @returns {string[]} a column for each language */
function bilingual(name) {
  return [`${name}_en`, `${name}_zh`];
}

const LINK_COLUMNS = [
  "source", ...bilingual("source"), "relation", ...bilingual("relation"), "target", ...bilingual("target"), "layer", "report",
  "support", "sentence", "start", "end", "trend", ...bilingual("trend"), "modality", "basis", ...bilingual("gist"),
  ...bilingual("qualifiers"), "quotation", "via", "rule", "premises", "shared", "link",
];

/**
 * A row for each sentence of each link; one for a link without any.
 * @param {App} app
 * @param {EdgeData[]} edges
 * @returns {CsvRow[]} with a header
 */
export function linkRows(app, edges) {
  const rows = edges.flatMap((edge) => edge.evidence.length
    ? edge.evidence.map((sentence) => linkRow(app, edge, sentence))
    : [linkRow(app, edge, null)]);
  return [LINK_COLUMNS, ...rows];
}

/** @param {Pair} pair */
function both(pair) {
  return [pair.en, pair.zh];
}

/** @param {App} app @param {EdgeData} edge @param {EvidenceData | null} sentence @returns {CsvRow} */
function linkRow(app, edge, sentence) {
  return [
    edge.source, ...both(labelOfNode(app, edge.source)), edge.relation, ...both(edge.label),
    edge.target, ...both(labelOfNode(app, edge.target)), edge.layer, edge.report, edge.support,
    ...sentenceCells(app, sentence),
    edge.via, edge.rule, joined(edge.premises), joined(edge.shared), edge.id,
  ];
}

/** @param {App} app @param {EvidenceData | null} sentence @returns {CsvRow} */
function sentenceCells(app, sentence) {
  if (!sentence) return Array(13).fill("");
  const placed = sentence.start >= 0;
  const qualifiers = (/** @type {"en" | "zh"} */ language) =>
    joined(sentence.qualifiers.map(({ name, value }) => `${name[language]}: ${value[language]}`));
  return [
    sentence.sentence, placed ? sentence.start : "", placed ? sentence.end : "",
    sentence.trend, ...both(app.model.category("trend", sentence.trend)), sentence.modality, sentence.basis,
    ...both(sentence.gist), qualifiers("en"), qualifiers("zh"), sentence.quotation?.text ?? "",
  ];
}

/**
 * A row for each item.
 * @param {App} app
 * @param {NodeData[]} nodes
 * @returns {CsvRow[]} with a header
 */
export function nodeRows(app, nodes) {
  const measures = app.model.payload.measures.map((measure) => measure.id);
  const attributes = [...new Set(nodes.flatMap((node) => Object.keys(node.attributes)))].sort();
  const header = [
    "id", ...bilingual("label"), "class", ...bilingual("class"), "synonyms", ...bilingual("definition"), "trends", "community",
    ...bilingual("community"), ...measures.flatMap((name) => [name, `${name}_rank`, `${name}_rank_low`, `${name}_rank_high`]),
    ...attributes.map((name) => `attribute_${name}`),
  ];
  return [header, ...nodes.map((node) => [
    node.id, ...both(node.label), node.class, ...both(app.model.category("class", node.class)), joined(node.synonyms),
    ...both(node.definition ?? { en: "", zh: "" }), joined(node.trends),
    node.community, ...both(app.model.category("community", node.community)),
    ...measures.flatMap((name) => rankCells(node, name)),
    ...attributes.map((name) => node.attributes[name] ?? ""),
  ])];
}

/** @param {NodeData} node @param {string} measure @returns {CsvRow} */
function rankCells(node, measure) {
  const rank = node.ranks[measure];
  return rank ? [rank.value, rank.rank, rank.rankLow, rank.rankHigh] : ["", "", "", ""];
}
