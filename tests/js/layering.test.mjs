import assert from "node:assert/strict";
import test from "node:test";

import { columnsOf, crossings, tiesBetween } from "../../src/fingraph/explorer/assets/layering.js";
import { edge, node } from "./page_data.mjs";

const of = (/** @type {string} */ itemClass, /** @type {string[]} */ ...ids) => ids.map((id) => node(id, { class: itemClass }));
const CLASSES = ["Policy", "Technology", "Sector"];

test("paths lead through one item of another class, in the direction stated, within one report", () => {
  const nodes = [...of("Policy", "policy:p"), ...of("Sector", "sector:s", "sector:t"), ...of("Practice", "practice:x"), ...of("ActorType", "actor:a")];
  const edges = [
    edge("policy:p", "practice:x"), edge("practice:x", "sector:s"), edge("practice:x", "sector:t", { report: "other" }),
    edge("policy:p", "actor:a"), edge("actor:a", "sector:t"),
  ];
  const ties = tiesBetween(nodes, edges, new Set(CLASSES), true);
  assert.deepEqual(ties.map(({ source, target, via }) => [source, target, via]), [["policy:p", "sector:s", "practice:x"]]);
  assert.deepEqual(tiesBetween(nodes, edges, new Set(CLASSES), false), []);
  const joined = [edge("policy:p", "practice:x", { report: "demo|other" }), edge("practice:x", "sector:t", { report: "other" })];
  assert.equal(tiesBetween(nodes, joined, new Set(CLASSES), true).length, 1, "what two reports state leads on in either");
});

test("crossings are counted pair by pair", () => {
  const columns = [{ id: "Policy", items: of("Policy", "policy:1", "policy:2", "policy:3") }, { id: "Sector", items: of("Sector", "sector:1", "sector:2", "sector:3") }];
  const pairs = [["policy:1", "sector:3"], ["policy:2", "sector:2"], ["sector:1", "policy:3"], ["policy:1", "sector:1"]];
  const ties = pairs.map(([source, target]) => ({ source, target, support: 1, edges: [], via: "" }));
  assert.equal(crossings(columns, ties), 3);
});

test("sweeps untangle what can be drawn without crossings, the same way each time", () => {
  const policies = Array.from({ length: 12 }, (_, i) => `policy:${i}`);
  const technologies = policies.map((_, i) => `tech:${i}`);
  const nodes = [...of("Policy", ...policies), ...of("Technology", ...technologies), ...of("Sector", "sector:none")];
  const edges = policies.map((id, i) => edge(id, technologies[(i * 7 + 3) % 12]));
  const ties = tiesBetween(nodes, edges, new Set(CLASSES), true);
  const columns = columnsOf(nodes, ties, CLASSES);
  assert.equal(crossings(columns, ties), 0);
  assert.deepEqual(columns.map(({ id }) => id), ["Policy", "Technology"], "what has no link is left out");
  assert.deepEqual(columnsOf(nodes, ties, CLASSES), columns);
});

test("an order is never worse than the one that was given", () => {
  const nodes = [...of("Policy", "policy:a", "policy:b"), ...of("Technology", "tech:a", "tech:b"), ...of("Sector", "sector:a", "sector:b")];
  const edges = [edge("policy:a", "tech:a"), edge("policy:a", "tech:b"), edge("policy:b", "tech:a"), edge("policy:b", "tech:b"), edge("tech:a", "sector:b"), edge("tech:b", "sector:a")];
  const ties = tiesBetween(nodes, edges, new Set(CLASSES), false);
  assert.ok(crossings(columnsOf(nodes, ties, CLASSES), ties) <= crossings(CLASSES.map((id) => ({ id, items: nodes.filter((each) => each.class === id) })), ties));
});
