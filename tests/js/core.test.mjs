import assert from "node:assert/strict";
import test from "node:test";

import { records } from "../../src/fingraph/explorer/assets/chunks.js";
import { hashOf, known, stateOf } from "../../src/fingraph/explorer/assets/hash.js";
import { shortestPath } from "../../src/fingraph/explorer/assets/lit.js";
import { dashesOf, lineColour } from "../../src/fingraph/explorer/assets/marks.js";
import { createModel, isComparison, linksOf } from "../../src/fingraph/explorer/assets/model.js";
import { found } from "../../src/fingraph/explorer/assets/search.js";
import { initialState } from "../../src/fingraph/explorer/assets/state.js";
import { wording } from "../../src/fingraph/explorer/assets/text.js";
import { countsOf, neighbourhood } from "../../src/fingraph/explorer/assets/visible.js";
import { appOf, edge, hiding, node, payload, stated } from "./page_data.mjs";

const A = node("tech:a", { trends: ["demo.T01"] });
const B = node("tech:b", { trends: ["demo.T01", "demo.T02"] });
const C = node("sector:c", { class: "Sector", trends: ["demo.T02"], community: "2" });
const ALONE = node("tech:alone");
const AB = edge("tech:a", "tech:b", { evidence: [stated("demo.T01.S01"), stated("demo.T01.S02", "forecast")] });
const BC = edge("tech:b", "sector:c", { relation: "fg:appliedIn", evidence: [stated("demo.T02.S01", "forecast")] });
const DATA = payload([A, B, C, ALONE], [AB, BC]);

const shown = (/** @type {any} */ state) => {
  const { nodes, edges } = appOf(DATA, state).visible;
  return [nodes.map(({ id }) => id.split(":")[1]).join(" "), edges.map(({ id }) => id).join(", ")];
};
const ids = (/** @type {string[]} */ ...names) => new Set(names);

test("records stand in columns, but for what is the same in all", () => {
  assert.deepEqual(records({ count: 2, same: { class: "Sector" }, columns: { id: ["a", "b"] } }), [{ class: "Sector", id: "a" }, { class: "Sector", id: "b" }]);
  assert.deepEqual(records({ count: 2, same: { id: "a" }, columns: {} }), [{ id: "a" }, { id: "a" }]);
  assert.deepEqual(records({ count: 0, same: {}, columns: {} }), []);
});

test("links without an end are left out, a link of a node to itself counts once", () => {
  const model = createModel(payload([A], [edge("tech:a", "tech:a"), edge("tech:a", "tech:gone")]));
  assert.deepEqual([...model.edge.keys()], ["tech:a tech:a"]);
  assert.equal(linksOf(model, "tech:a").length, 1);
});

test("without a filter everything is visible", () => {
  assert.deepEqual(shown({}), ["a b c alone", "tech:a tech:b, tech:b sector:c"]);
});

test("a class takes its links along, and leaves the other ends", () => {
  assert.deepEqual(shown({ hidden: hiding({ class: ids("Sector") }) }), ["a b alone", "tech:a tech:b"]);
});

test("a filter of links takes along what it leaves without any, but not what never had one", () => {
  assert.deepEqual(shown({ hidden: hiding({ relation: ids("fg:appliedIn") }) }), ["a b alone", "tech:a tech:b"]);
  assert.deepEqual(shown({ minSupport: 2 }), ["a b alone", "tech:a tech:b"]);
});

test("a link stays if one of its modalities is shown", () => {
  assert.deepEqual(shown({ hidden: hiding({ modality: ids("forecast") }) })[1], "tech:a tech:b");
  assert.deepEqual(shown({ hidden: hiding({ modality: ids("asserted") }) })[1], "tech:a tech:b, tech:b sector:c");
});

test("counts of a facet are those under all other filters", () => {
  const state = { hidden: hiding({ class: ids("Sector"), relation: ids("fg:uses") }) };
  assert.deepEqual([...countsOf(createModel(DATA), appOf(DATA, state).state, "relation")], [["fg:uses", 1]]);
});

test("a neighbourhood grows by links in either direction", () => {
  assert.deepEqual([...neighbourhood("sector:c", 1, [AB, BC])].sort(), ["sector:c", "tech:b"]);
  assert.deepEqual([...neighbourhood("sector:c", 2, [AB, BC])].sort(), ["sector:c", "tech:a", "tech:b"]);
});

test("a shortest path prefers links in their direction, and says when it goes against one", () => {
  const edges = [edge("x:2", "x:1", { id: "against" }), edge("x:1", "x:3"), edge("x:3", "x:4"), edge("x:2", "x:4")];
  const way = shortestPath(edges, "x:1", "x:4", true)?.map(({ to, forward }) => [to, forward]);
  assert.deepEqual(way, [["x:3", true], ["x:4", true]]);
  assert.deepEqual(shortestPath(edges, "x:4", "x:3", true)?.map(({ forward }) => forward), [false]);
  assert.equal(shortestPath(edges, "x:1", "x:9", true), null);
});

test("an address keeps the state, and says nothing of what is usual", () => {
  const { model } = appOf(DATA);
  const usual = initialState(model.payload, "en");
  assert.equal(hashOf(usual, usual), "");
  const state = {
    ...usual, language: /** @type {const} */ ("zh"), theme: /** @type {const} */ ("dark"), view: /** @type {const} */ ("matrix"), minSupport: 2,
    hidden: hiding({ class: ids("Sector", "a&b=c#d"), trend: ids("demo.T01") }), selection: /** @type {const} */ ({ kind: "edge", id: "tech:a tech:b" }),
    focus: /** @type {const} */ ({ id: "tech:a", hops: 2 }), path: { from: "tech:a", to: "sector:c" }, camera: { x: 10, y: -4, scale: 0.5 },
  };
  assert.deepEqual(stateOf(`#${hashOf(state, usual)}`, usual), state);
});

test("an address from anyone sets nothing that the graph does not have", () => {
  const { model } = appOf(DATA);
  const usual = initialState(model.payload, "en");
  const hash = "#view=x&lang=fr&theme=<b>&support=-3&node=nobody&focus-2=nobody&path=tech:a&path=nobody&at=NaN,1,0&measure=x&__proto__=1";
  assert.deepEqual(known(stateOf(hash, usual), model), usual);
});

test("search ranks what is called so before what begins so, and labels before synonyms and ids", () => {
  const entry = (/** @type {string} */ id, /** @type {string} */ en, /** @type {string} */ zh, /** @type {string[]} */ ...synonyms) =>
    ({ id, class: "Technology", label: { en, zh }, synonyms, community: "1" });
  const entries = [
    entry("tech:1", "large model training", "大模型训练"), entry("tech:2", "something else", "其他", "large model"),
    entry("tech:3", "large model", "大模型"), entry("tech:large-model-x", "another", "另外"), entry("tech:5", "very large model", "超大模型"),
  ];
  const order = (/** @type {string} */ query) => found(entries, query).map((match) => match.entry.id);
  assert.deepEqual(order("large model"), ["tech:3", "tech:2", "tech:1", "tech:5"]);
  assert.deepEqual(order("大模型"), ["tech:3", "tech:1", "tech:5"]);
  assert.deepEqual(order("ＬＡＲＧＥ-model"), ["tech:large-model-x"], "width and case do not matter");
  assert.deepEqual(order("   "), []);
});

test("words have both languages and the plural that English needs", () => {
  assert.equal(wording("en", "count", [1, 2]), "1 item, 2 links");
  assert.equal(wording("zh", "count", [1, 2]), "1个条目，2条关联");
});

test("only what has changed is told, and the filters are applied once", () => {
  const app = appOf(DATA);
  /** @type {string[][]} */
  const told = [];
  app.listen((changed) => { told.push([...changed]); });
  const before = app.visible;
  app.update({ minSupport: 0, view: "table" });
  app.update({ view: "table" });
  assert.deepEqual(told, [["view"]]);
  assert.equal(app.visible, before);
  app.update({ minSupport: 2 });
  assert.notEqual(app.visible, before);
});

test("only a comparison colours links, each side by colour and dashes", () => {
  const palette = /** @type {any} */ ({ edge: "grey", dark: false });
  const plain = createModel(DATA);
  assert.equal(isComparison(plain), false);
  assert.deepEqual([lineColour(plain, AB, palette), dashesOf(plain, AB), dashesOf(plain, { ...AB, layer: "inferred" })], ["grey", [], [5, 4]]);
  const reports = [{ id: "demo", en: "only A", zh: "仅A", colour: "#a3003f", dashes: [9, 5] }, { id: "demo|other", en: "both", zh: "两者", colour: "#5a5a5a", dashes: [] }];
  const compared = createModel({ ...DATA, reports });
  assert.equal(isComparison(compared), true);
  assert.deepEqual([lineColour(compared, AB, palette), dashesOf(compared, AB)], ["#a3003f", [9, 5]]);
  const both = { ...AB, report: "demo|other" };
  assert.deepEqual([lineColour(compared, both, palette), dashesOf(compared, both)], ["#5a5a5a", []]);
});
