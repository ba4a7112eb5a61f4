import assert from "node:assert/strict";
import test from "node:test";

import { chosenOf, fileName } from "../../src/fingraph/explorer/assets/exporting.js";
import { matrixRows, shadeOf } from "../../src/fingraph/explorer/assets/matrix.js";
import { placedLabels, plainText } from "../../src/fingraph/explorer/assets/svg.js";
import { sortedBy } from "../../src/fingraph/explorer/assets/table.js";
import { sparqlOf } from "../../src/fingraph/explorer/assets/sparql.js";
import { appOf, edge, hiding, node, payload, stated } from "./page_data.mjs";

test("numbers in names sort as numbers, Chinese by its sound, what is empty last in both directions", () => {
  const same = (/** @type {string | number} */ value) => value;
  assert.deepEqual(sortedBy(["T10", "", "T2"], same, false, "en"), ["T2", "T10", ""]);
  assert.deepEqual(sortedBy(["T10", "", "T2"], same, true, "en"), ["T10", "T2", ""]);
  assert.deepEqual(sortedBy(["政策", "大模型", "算力"], same, false, "zh"), ["大模型", "算力", "政策"]);
  assert.deepEqual(sortedBy([10, 9, 100], same, false, "en"), [9, 10, 100]);
});

test("a cell of the matrix counts a sentence once, however many links it states", () => {
  const nodes = [node("tech:a"), node("tech:b"), node("tech:c")];
  const edges = [
    edge("tech:a", "tech:b", { evidence: [stated("demo.T01.S01"), stated("demo.T02.S01")] }),
    edge("tech:a", "tech:c", { evidence: [stated("demo.T01.S01")] }),
  ];
  const rows = matrixRows(appOf(payload(nodes, edges)).visible, "Technology");
  assert.deepEqual(rows.map((row) => [row.node.id, [...row.counts], row.total]), [
    ["tech:a", [["demo.T01", 1], ["demo.T02", 1]], 2], ["tech:b", [["demo.T01", 1], ["demo.T02", 1]], 2], ["tech:c", [["demo.T01", 1]], 1],
  ]);
});

test("shades grow with the number and never skip what is there", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((count) => shadeOf(count, 4)), [0, 1, 2, 3, 4]);
  assert.deepEqual([0, 1, 25, 100].map((count) => shadeOf(count, 100)), [0, 1, 1, 4]);
  assert.equal(shadeOf(1, 1), 1);
});

test("a selection is an item with its visible links, or a link with its ends", () => {
  const nodes = ["tech:a", "tech:b", "tech:c"].map((id) => node(id));
  const data = payload(nodes, [edge("tech:a", "tech:b"), edge("tech:c", "tech:a", { relation: "fg:enables" })]);
  const ids = (/** @type {any} */ state) => {
    const chosen = chosenOf(appOf(data, state));
    return chosen && [chosen.nodes.map(({ id }) => id), chosen.edges.map(({ id }) => id)];
  };
  const all = ids({ selection: { kind: "node", id: "tech:a" } });
  assert.deepEqual(all, [["tech:a", "tech:b", "tech:c"], ["tech:a tech:b", "tech:c tech:a"]]);
  const filtered = ids({ selection: { kind: "node", id: "tech:a" }, hidden: hiding({ relation: new Set(["fg:enables"]) }) });
  assert.deepEqual(filtered, [["tech:a", "tech:b"], ["tech:a tech:b"]]);
  assert.deepEqual(ids({ selection: { kind: "edge", id: "tech:c tech:a" } }), [["tech:a", "tech:c"], ["tech:c tech:a"]]);
  assert.equal(ids({}), null);
});

test("names of files hold nothing that a file system refuses", () => {
  assert.equal(fileName("../../etc: <政策> & more?", ".csv"), "etc-政策-more.csv");
  assert.equal(fileName("\u202e//", ".ttl"), "graph.ttl");
});

test("text of a picture is on one line, in XML's characters, and cannot turn other text around", () => {
  assert.equal(plainText("a\u0000\nb\u202ec\ud800d"), "a b c\ufffdd");
});

test("labels of a picture stand neither over each other nor over the edge", () => {
  const marks = Array.from({ length: 60 }, (_, i) => ({ x: (i % 10) * 60 + 20, y: Math.floor(i / 10) * 44 + 30, radius: 8, text: `label ${i}` }));
  const placed = placedLabels(marks, [0, 0, 600, 300]);
  assert.ok(placed.length > 5);
  const boxes = placed.map(({ x, y, lines }) => [x - 20, y - 12, x + 20, y - 12 + lines.length * 14]);
  for (const [i, one] of boxes.entries()) {
    for (const other of boxes.slice(i + 1)) assert.ok(one[0] >= other[2] || one[2] <= other[0] || one[1] >= other[3] || one[3] <= other[1]);
  }
});

test("a hostile id stands in no query", () => {
  const nodes = [node("tech:a"), node("x> } DROP ALL #")];
  const text = sparqlOf(appOf(payload(nodes, [edge("tech:a", "x> } DROP ALL #")], { projection: "", title: "a\n} DROP ALL" })));
  assert.ok(!text.split("\n").some((line) => line.includes("DROP") && !line.startsWith("#")), text);
});
