import assert from "node:assert/strict";
import test from "node:test";

import { commentLine, rdfTerm, turtleOf } from "../../src/fingraph/explorer/assets/turtle.js";
import { appOf, edge, node, payload, stated } from "./page_data.mjs";

const prefixes = { tech: "https://w3id.org/fingraph/tech/" };

test("an id is a term only if it is safe to write", () => {
  assert.equal(rdfTerm("tech:large-model", prefixes), "tech:large-model");
  assert.equal(rdfTerm("https://example.org/a", prefixes), "<https://example.org/a>");
  for (const id of ["tech:", "tech:a b", "tech:a>", "tech:a.", "other:a", "7", "https://x/> <y", "data:text/html,x", "constructor:a"]) {
    assert.equal(rdfTerm(id, prefixes), "", id);
  }
});

test("a comment stays one line", () => {
  assert.equal(commentLine("a\n<x> <y> <z> .\u2028b\rc"), "# a <x> <y> <z> . b c");
});

test("labels cannot end their literal", () => {
  const app = appOf(payload([node("tech:a", { label: { en: 'x" . <a> <b> "\n\\', zh: "tech:a" } })], []));
  const text = turtleOf(app, app.visible);
  assert.ok(text.includes('skos:prefLabel "x\\" . <a> <b> \\"\\n\\\\"@en .'), text);
  assert.ok(!text.includes("zh-hans"), "an id in place of a label is none");
});

test("a path of two links is no triple, but said in a comment", () => {
  const nodes = [node("policy:p"), node("sector:s")];
  const app = appOf(payload(nodes, [edge("policy:p", "sector:s", { relation: "", via: "scenario:x" })]));
  const text = turtleOf(app, app.visible);
  assert.ok(text.includes("# policy:p – scenario:x – sector:s: demo.T01.S01"));
  assert.ok(!text.includes("fg:subject"));
});

test("a link has its own IRI, its sentence and its place", () => {
  const nodes = [node("tech:post-quantum-cryptography"), node("tech:x")];
  const app = appOf(payload(nodes, [edge("tech:post-quantum-cryptography", "tech:x")]));
  const text = turtleOf(app, app.visible);
  for (const part of ["fg:uses tech:x", "a fg:StatedLink", "fg:evidence ev:demo.T01.S01", 'fg:sentenceId "T01.S01"', "oa:start 3"]) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
});

test("a link that two reports state has an IRI in each", () => {
  const nodes = [node("tech:a"), node("tech:b")];
  const evidence = [stated("demo.T01.S01"), stated("other.T02.S03")];
  const app = appOf(payload(nodes, [edge("tech:a", "tech:b", { report: "demo|other", evidence })]));
  const text = turtleOf(app, app.visible);
  for (const part of ["link:demo.", "link:other.", "ev:demo.T01.S01", "ev:other.T02.S03", "doc:demo.r1", "doc:other.r1"]) assert.ok(text.includes(part), part);
});
