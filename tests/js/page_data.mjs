// A small page for the tests, and the App of any payload: what the browser would build, without a browser.
import { readFileSync } from "node:fs";

import { createModel } from "../../src/fingraph/explorer/assets/model.js";
import { createApp, initialState } from "../../src/fingraph/explorer/assets/state.js";

/** @import { App, EdgeData, NodeData, Payload, State } from "../../src/fingraph/explorer/assets/types.d.ts" */

const pair = (/** @type {string} */ en, zh = en) => ({ en, zh });

/** @param {string} id @param {Partial<NodeData>} [more] @returns {NodeData} */
export function node(id, more = {}) {
  return {
    id, class: "Technology", label: pair(id.split(":")[1], `词${id.split(":")[1]}`), synonyms: [], definition: null, trends: [],
    community: "1", report: "", x: 0, y: 0, size: 10, ranks: {}, facts: [], attributes: {}, highlighted: false, ...more,
  };
}

/** @param {string} sentence such as demo.T01.S01 @param {string} [modality] */
export function stated(sentence, modality = "asserted") {
  const trend = sentence.slice(0, sentence.lastIndexOf("."));
  return { sentence, trend, page: 0, start: 3, end: 9, modality, basis: "explicit", gist: pair("gist", "要旨"), qualifiers: [], quotation: null };
}

/** @param {string} source @param {string} target @param {Partial<EdgeData>} [more] @returns {EdgeData} */
export function edge(source, target, more = {}) {
  const evidence = more.evidence ?? [stated("demo.T01.S01")];
  return {
    id: `${source} ${target}`, source, target, relation: "fg:uses", label: pair("uses", "使用"), layer: "stated", report: "demo",
    modalities: [...new Set(evidence.map(({ modality }) => modality))], bases: ["explicit"], support: evidence.length, via: "",
    rule: "", premises: [], shared: [], highlighted: false, ...more, evidence,
  };
}

const PREFIXES = Object.fromEntries(["tech", "policy", "sector", "scenario", "actor", "link", "ev", "doc", "code", "trend", "graph"]
  .map((name) => [name, `https://w3id.org/fingraph/${name}/`]).concat([
    ["fg", "https://w3id.org/fingraph/ontology#"], ["skos", "http://www.w3.org/2004/02/skos/core#"],
    ["oa", "http://www.w3.org/ns/oa#"], ["prov", "http://www.w3.org/ns/prov#"],
  ]));

/** @param {NodeData[]} nodes @param {EdgeData[]} edges @param {Partial<Payload>} [more] @returns {Payload} */
export function payload(nodes, edges, more = {}) {
  const ids = (/** @type {string[]} */ values) => [...new Set(values)].sort().map((id) => ({ id, ...pair(id) }));
  return {
    version: 1, title: "Demo", summary: { en: "links: demo", zh: "links：示例" }, projection: "links", directed: true, language: "en",
    citation: pair("Demo report.", "示例报告。"), measures: [],
    classes: ids(nodes.map((each) => each.class)).map((each) => ({ ...each, colour: "#0072b2", shape: "dot", filled: true, glyph: "●" })),
    relations: ids(edges.map((each) => each.relation)), trends: ids(edges.flatMap((each) => each.evidence.map(({ trend }) => trend))),
    modalities: ids(edges.flatMap((each) => each.modalities)), layers: ids(edges.map((each) => each.layer)),
    reports: ids(edges.map((each) => each.report)), communities: ids(nodes.map((each) => each.community)),
    bases: ids(["explicit"]), rules: [], nodes, edges, highlight: null, coverage: [], prefixes: PREFIXES, overview: null, ...more,
  };
}

/** @param {any} data a payload @param {Partial<State>} [state] @returns {App} */
export function appOf(data, state = {}) {
  const model = createModel(data);
  return createApp(model, { ...initialState(model.payload, "en"), ...state }, () => {});
}

/** @param {string} file @returns {any} */
export function readPayload(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** @param {Partial<State["hidden"]>} some @returns {State["hidden"]} */
export function hiding(some) {
  const none = { class: [], relation: [], trend: [], modality: [], layer: [], report: [], community: [] };
  return /** @type {State["hidden"]} */ (Object.fromEntries(Object.entries({ ...none, ...some }).map(([name, ids]) => [name, new Set(ids)])));
}
