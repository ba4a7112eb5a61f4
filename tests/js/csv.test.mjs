import assert from "node:assert/strict";
import test from "node:test";

import { csvText, linkRows, nodeRows } from "../../src/fingraph/explorer/assets/csv.js";
import { appOf, edge, node, payload, stated } from "./page_data.mjs";

test("a spreadsheet takes no cell for a formula, and reads UTF-8", () => {
  const text = csvText([["=1+1", "+x", "-x", "@x", "＝x", -3, "大模型"]]);
  assert.equal(text, "\ufeff'=1+1,'+x,'-x,'@x,'＝x,-3,大模型\r\n");
});

test("commas, quotation marks and line ends are kept", () => {
  assert.equal(csvText([["a,b", 'say "x"', "one\ntwo", ""]]), '\ufeff"a,b","say ""x""","one\ntwo",\r\n');
});

test("links have a row for each sentence, and one without any", () => {
  const nodes = ["tech:a", "tech:b", "tech:c"].map((id) => node(id));
  const edges = [
    edge("tech:a", "tech:b", { evidence: [stated("demo.T01.S01"), stated("demo.T02.S04", "forecast")] }),
    edge("tech:b", "tech:c", { evidence: [] }),
  ];
  const [header, ...rows] = linkRows(appOf(payload(nodes, edges)), edges);
  const column = (/** @type {string} */ name) => rows.map((row) => row[header.indexOf(name)]);
  assert.deepEqual(column("sentence"), ["demo.T01.S01", "demo.T02.S04", ""]);
  assert.deepEqual(column("modality"), ["asserted", "forecast", ""]);
  assert.deepEqual(column("source_zh"), ["词a", "词a", "词b"]);
  assert.ok(rows.every((row) => row.length === header.length));
});

test("items have the columns of all attributes that any of them has", () => {
  const nodes = [node("tech:a", { attributes: { year: 2025 } }), node("tech:b", { attributes: { owner: "x" } })];
  const [header, ...rows] = nodeRows(appOf(payload(nodes, [])), nodes);
  assert.deepEqual(header.slice(-2), ["attribute_owner", "attribute_year"]);
  assert.deepEqual(rows.map((row) => row.slice(-2)), [["", 2025], ["x", ""]]);
  assert.ok(rows.every((row) => row.length === header.length));
});
