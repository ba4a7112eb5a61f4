// What the page to ask makes of answers, without a browser.
import assert from "node:assert/strict";
import test from "node:test";

import { address, numberOf, short } from "../../src/fingraph/server/assets/answer.js";
import { barsOf, scaled } from "../../src/fingraph/server/assets/bars.js";
import { csvText } from "../../src/fingraph/server/assets/csv.js";
import { besideNodes, fitted, sizeFor, spread } from "../../src/fingraph/server/assets/layout.js";
import { networkOf } from "../../src/fingraph/server/assets/network.js";
import { fromTriples } from "../../src/fingraph/server/assets/triples.js";

/** @import { Answer, Literal, Resource, Term } from "../../src/fingraph/server/assets/types.d.ts" */

const BASE = "https://w3id.org/fingraph/";
const XSD = "http://www.w3.org/2001/XMLSchema#";

/** @param {string} value @returns {Resource} */
const uri = (value) => ({ type: "uri", value });
/** @param {string} value @param {string} [datatype] @returns {Literal} */
const literal = (value, datatype) => ({ type: "literal", value, ...datatype ? { datatype: XSD + datatype } : {} });
/** @param {number} value */
const integer = (value) => literal(String(value), "integer");

/** @param {string[]} vars @param {(Term | undefined)[][]} rows @returns {Answer} */
function answerOf(vars, ...rows) {
  return { head: { vars }, results: { bindings: rows.map((row) => Object.fromEntries(vars.map((name, at) => [name, row[at]]))) } };
}

test("a link within the site leads to an item, any other to the whole IRI", () => {
  const to = (/** @type {string} */ iri) => address(uri(iri), { base: BASE, item: "[a-z]+(?:/[a-z-]+)?", language: "en" });
  assert.equal(to(`${BASE}tech/large-model`), "/tech/large-model?lang=en");
  assert.equal(to(`${BASE}ontology#uses`), "/ontology?lang=en#uses");
  const others = ["/evil.example/phish", "tech/x?y=1", "", "tech/", "tech//x", "tech/大"];
  for (const path of others) assert.equal(to(BASE + path), BASE + path);
  for (const iri of ["data:text/html,x", "urn:x", "//evil.example/"]) assert.equal(to(iri), "");
});

test("a number is one by its datatype and its numeral", () => {
  assert.deepEqual([integer(-3), literal(" +1.5E3 ", "double"), literal(".5", "decimal")].map(numberOf), [-3, 1500, 0.5]);
  for (const term of [literal("0x10"), literal("10"), literal("0x10", "integer"), literal("", "integer"), literal("INF", "double"), uri("7")]) {
    assert.ok(Number.isNaN(numberOf(term)), term.value);
  }
});

test("a chart takes the first column of numbers, but the last if the first column has numbers too", () => {
  const number = (/** @type {Answer} */ answer) => barsOf(answer)?.number;
  assert.equal(number(answerOf(["year", "value"], [integer(2020), integer(5)])), "value");
  assert.equal(number(answerOf(["item", "links", "rank"], [uri("urn:x"), integer(5), integer(1)])), "links");
  assert.equal(number(answerOf(["n"], [integer(5)])), "n");
  assert.equal(number(answerOf(["n"], [literal("0x10")])), undefined);
  assert.equal(number(answerOf(["n"], [undefined])), undefined);
});

test("rows without a number are left out and counted", () => {
  const found = barsOf(answerOf(["year", "value"], [integer(2020), integer(5)], [integer(2021), undefined], [undefined, integer(7)]));
  assert.deepEqual([found?.bars.map(({ value }) => value), found?.bare], [[5, 7], 1]);
});

test("bars below zero go to the other side of its line", () => {
  assert.deepEqual(scaled([5, -15]), { zero: 75, spans: [{ start: 75, length: 25 }, { start: 0, length: 75 }] });
  assert.deepEqual(scaled([2, 4]), { zero: 0, spans: [{ start: 0, length: 50 }, { start: 0, length: 100 }] });
  assert.deepEqual(scaled([0]), { zero: 0, spans: [{ start: 0, length: 0 }] });
});

test("CSV of answers: a byte order mark, no formulas, numbers as they are", () => {
  const answer = answerOf(["a", "b"], [literal("=1+1"), literal("-3", "integer")], [literal("-3"), undefined], [literal('say "x", 大'), literal("+2.5", "decimal")]);
  assert.equal(csvText(answer), "\ufeffa,b\r\n'=1+1,-3\r\n'-3,\r\n\"say \"\"x\"\", 大\",+2.5\r\n");
});

test("triples are read as what they are", () => {
  const lines = [
    String.raw`<urn:s> <urn:p> "a \"b\" \u5927\n"@zh-hans .`, '<urn:s> <urn:p> "1"^^<urn:d> .', '<urn:s> <urn:p> "x"@ar--rtl .', "_:a <urn:p> _:b.c .",
    '_:a <urn:p> <<( <urn:s> <urn:q> <<( _:b <urn:r> "x" )>> )>> .', "",
  ];
  const rows = fromTriples(lines.join("\n")).results?.bindings ?? [];
  const inner = { type: "triple", value: { subject: { type: "bnode", value: "b" }, predicate: uri("urn:r"), object: literal("x") } };
  assert.deepEqual(rows.map((row) => row.object), [
    { type: "literal", value: 'a "b" 大\n', "xml:lang": "zh-hans" }, { type: "literal", value: "1", datatype: "urn:d" },
    { type: "literal", value: "x", "xml:lang": "ar" }, { type: "bnode", value: "b.c" },
    { type: "triple", value: { subject: uri("urn:s"), predicate: uri("urn:q"), object: inner } },
  ]);
  assert.equal(short(rows[4].object, { u: "urn:" }), "<<( u:s u:q <<( _:b u:r x )>> )>>");
});

const PROPERTY = uri(`${BASE}ontology#uses`);
const [A, B] = [uri(`${BASE}tech/a`), uri(`${BASE}tech/b`)];

test("a middle column of properties labels the links, whichever way the columns stand", () => {
  for (const answer of [answerOf(["s", "p", "o"], [A, PROPERTY, B]), answerOf(["o", "p", "s"], [B, PROPERTY, A])]) {
    const { nodes, links } = networkOf(answer, BASE);
    assert.deepEqual([...nodes.values()].sort((one, other) => one.value < other.value ? -1 : 1), [A, B]);
    assert.deepEqual(links, [{ source: `uri ${A.value}`, target: `uri ${B.value}`, label: PROPERTY }]);
  }
});

test("a middle column of items or classes labels nothing", () => {
  for (const middle of [uri(`${BASE}tech/c`), uri(`${BASE}ontology#Technology`), { ...A, type: /** @type {const} */ ("bnode") }]) {
    assert.deepEqual(networkOf(answerOf(["a", "b", "c"], [A, middle, B]), BASE).links.map(({ label }) => label), [undefined]);
  }
});

test("of a large answer no more is made than is drawn", () => {
  const rows = Array.from({ length: 100_000 }, (_, at) => [uri(`urn:n${at}`), uri(`urn:n${(at * 7) % 1000}`)]);
  const { nodes, links, total } = networkOf(answerOf(["a", "b"], ...rows), BASE);
  assert.deepEqual([nodes.size, total], [150, 100_000]);
  assert.ok(links.every(({ source, target }) => nodes.has(source) && nodes.has(target)));
  assert.equal(new Set(links.map(({ source, target }) => `${source} ${target}`)).size, links.length);
});

test("nodes and their labels stand inside the picture, and most labels cover no other", () => {
  const names = Array.from({ length: 60 }, (_, at) => `tech:an-item-with-a-long-name-${at}`);
  const links = names.slice(1).map((target, at) => ({ source: names[Math.floor(at / 3)], target, label: undefined }));
  const size = sizeFor(names.length);
  const places = [...spread(names, links, size).values()];
  const boxes = besideNodes(places, names.map(fitted), size);
  for (const [x, y] of places) assert.ok(x > 0 && y > 0 && x < size.width && y < size.height);
  for (const { x, y, width, height } of boxes) assert.ok(x >= 0 && y >= 0 && x + width <= size.width && y + height <= size.height);
  const apart = boxes.filter((one) => boxes.every((other) => one === other
    || one.x >= other.x + other.width || other.x >= one.x + one.width || one.y >= other.y + other.height || other.y >= one.y + one.height));
  assert.ok(apart.length > 0.8 * boxes.length, `${apart.length} of ${boxes.length}`);
});
