// The modules become one script: what that asks of them.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";

/** @param {string} page */
function modulesOf(page) {
  const assets = new URL(`../../src/fingraph/${page}/assets/`, import.meta.url);
  return new Map(readdirSync(assets).filter((name) => name.endsWith(".js")).map((name) => [name, readFileSync(new URL(name, assets), "utf8")]));
}

const IMPORT = /^import \{ [\w, ]+ \} from "\.\/([a-z-]+\.js)";$/;
const SHARED = /^import \{ [\w, ]+ \} from "\.\.\/\.\.\/explorer\/assets\/([a-z-]+\.js)";$/;

/** @param {string} line the module that it imports, of this page or of the first one */
function needed(line) {
  return (IMPORT.exec(line) ?? SHARED.exec(line))?.[1] ?? "";
}

/** The modules of a page, and those of the first one that they import. */
function allOf(/** @type {string} */ page) {
  const [own, first] = [modulesOf(page), modulesOf("explorer")];
  for (const text of own.values()) {
    for (const line of text.split("\n").filter((line) => SHARED.test(line))) own.set(needed(line), first.get(needed(line)) ?? "");
  }
  return own;
}

for (const page of ["explorer", "server"]) {
  const modules = allOf(page);

  test(`${page}: imports are one line each, of modules that exist, and go in no circle`, () => {
    /** @type {Map<string, string[]>} */
    const needs = new Map();
    for (const [name, text] of modules) {
      const lines = text.split("\n").filter((line) => /^import\b/.test(line));
      for (const line of lines) assert.ok(modules.has(needed(line)), `${name}: ${line}`);
      needs.set(name, lines.map(needed));
    }
    const visit = (/** @type {string} */ name, /** @type {string[]} */ way) => {
      assert.ok(!way.includes(name), [...way, name].join(" → "));
      for (const next of needs.get(name) ?? []) visit(next, [...way, name]);
    };
    for (const name of modules.keys()) visit(name, []);
  });

  test(`${page}: a name stands at the top level of one module only`, () => {
    /** @type {Map<string, string>} */
    const owner = new Map();
    for (const [name, text] of modules) {
      for (const [, found] of text.matchAll(/^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/gm)) {
        assert.ok(!owner.has(found), `${found} of ${owner.get(found)} and ${name}`);
        owner.set(found, name);
      }
    }
  });

  test(`${page}: no module ends the script element that it stands in`, () => {
    for (const [name, text] of modules) assert.ok(!/<\/script|<!--/i.test(text), name);
  });
}
