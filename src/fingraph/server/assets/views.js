import { address, columnsOf, rowsOf, short } from "./answer.js";
import { drawn, element } from "./dom.js";
import { word } from "./words.js";

/** @import { Answer, Link, Place, Site, Term } from "./types.d.ts" */

const MOST_ROWS = 2000;
const MOST_BARS = 60;
const MOST_NODES = 150;

/** @param {Answer} answer @param {Site} site */
export function tableView(answer, site) {
  if (answer.boolean !== undefined) return element("p", {}, word(answer.boolean ? "yes" : "no"));
  const columns = columnsOf(answer);
  const rows = rowsOf(answer);
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.slice(0, MOST_ROWS).map((row) => element("tr", {}, ...columns.map((name) => cell(row[name], site))));
  const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  const note = rows.length > MOST_ROWS ? [element("p", {}, `${word("shown")} ${MOST_ROWS}`)] : [];
  return element("div", {}, ...note, made);
}

/** @param {Term | undefined} term @param {Site} site */
function cell(term, site) {
  const language = term?.type === "literal" ? term["xml:lang"] : "";
  const text = element("bdi", language ? { lang: language } : {}, short(term, site.prefixes));
  const href = address(term, site.base, site.language);
  return element("td", {}, href ? element("a", { href, rel: "noreferrer" }, text) : text);
}

/** @param {Term | undefined} term @returns {number} not a number if it is none */
function numberOf(term) {
  return term?.type === "literal" && term.value.trim() ? Number(term.value) : Number.NaN;
}

/** @param {Answer} answer @param {Site} site */
export function chartView(answer, site) {
  const rows = rowsOf(answer);
  const number = columnsOf(answer).find((name) => rows.length && rows.every((row) => Number.isFinite(numberOf(row[name]))));
  if (!number) return element("p", {}, word("noChart"));
  const names = columnsOf(answer).filter((name) => name !== number);
  const shown = rows.slice(0, MOST_BARS);
  const largest = Math.max(...shown.map((row) => Math.abs(numberOf(row[number]))), 1e-12);
  const bars = shown.flatMap((row, place) => {
    const value = numberOf(row[number]);
    const label = names.map((name) => short(row[name], site.prefixes)).filter(Boolean).join(" · ");
    const length = (Math.abs(value) / largest) * 380;
    return [
      drawn("text", { x: 390, y: place * 20 + 15, "text-anchor": "end" }, label.length > 44 ? `…${label.slice(-43)}` : label),
      drawn("rect", { class: "bar", x: 400, y: place * 20 + 4, width: length, height: 14 }),
      drawn("text", { x: 406 + length, y: place * 20 + 15 }, short(row[number], site.prefixes)),
    ];
  });
  return drawn("svg", { viewBox: `0 0 860 ${shown.length * 20 + 8}`, role: "img", "aria-label": number }, ...bars);
}

/** @param {Answer} answer @param {Site} site */
export function graphView(answer, site) {
  const links = linksOf(answer, site);
  if (!links.length) return element("p", {}, word("noGraph"));
  const names = [...new Set(links.flatMap(([from, to]) => [from, to]))].slice(0, MOST_NODES);
  const places = spread(names, links);
  const lines = links.flatMap(([from, to, label]) => {
    const [start, end] = [places.get(from), places.get(to)];
    return start && end ? [drawn("line", { x1: start[0], y1: start[1], x2: end[0], y2: end[1] }, drawn("title", {}, label))] : [];
  });
  const nodes = [...places].map(([name, [cx, cy]]) => {
    return drawn("g", {}, drawn("circle", { cx, cy, r: 5 }), drawn("text", { x: cx + 7, y: cy + 4 }, name.slice(0, 40)));
  });
  return drawn("svg", { viewBox: "0 0 960 640", role: "img", "aria-label": `${names.length}` }, ...lines, ...nodes);
}

/** @param {Answer} answer @param {Site} site @returns {Link[]} */
function linksOf(answer, site) {
  const columns = columnsOf(answer);
  const rows = rowsOf(answer);
  const resources = columns.filter((name) => rows.some((row) => row[name]?.type === "uri" || row[name]?.type === "bnode"));
  const [from, to] = columns.includes("predicate") ? ["subject", "object"] : resources;
  if (!from || !to) return [];
  const found = rows.filter((row) => row[from] && row[to] && row[to]?.type !== "literal");
  return found.map((row) => [short(row[from], site.prefixes), short(row[to], site.prefixes), short(row.predicate, site.prefixes)]);
}

/**
 * Places by springs and repulsion, from a circle, so that the same answer looks the same.
 * @param {string[]} names
 * @param {Link[]} links
 * @returns {Map<string, Place>}
 */
function spread(names, links) {
  const turn = (2 * Math.PI) / names.length;
  const nodes = names.map((name, at) => ({ name, x: 480 + 300 * Math.cos(turn * at), y: 320 + 220 * Math.sin(turn * at), dx: 0, dy: 0 }));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  for (let round = 0; round < 150; round += 1) {
    for (const one of nodes) {
      for (const other of nodes) push(one, other, (distance) => 2500 / distance ** 2);
    }
    for (const [from, to] of links) {
      const [one, other] = [byName.get(from), byName.get(to)];
      if (!one || !other || one === other) continue;
      push(one, other, (distance) => (90 - distance) / 40);
      push(other, one, (distance) => (90 - distance) / 40);
    }
    for (const node of nodes) {
      node.x = within(10, 860, node.x + within(-8, 8, node.dx));
      node.y = within(10, 630, node.y + within(-8, 8, node.dy));
      node.dx = node.dy = 0;
    }
  }
  return new Map(nodes.map(({ name, x, y }) => [name, [x, y]]));
}

/** @param {number} least @param {number} most @param {number} value */
function within(least, most, value) {
  return Math.max(least, Math.min(most, value));
}

/** @typedef {{ x: number, y: number, dx: number, dy: number }} Moving */

/** @param {Moving} one is pushed @param {Moving} other away from this @param {(distance: number) => number} force */
function push(one, other, force) {
  const [dx, dy] = [one.x - other.x, one.y - other.y];
  const distance = Math.max(1, Math.hypot(dx, dy));
  const strength = force(distance);
  one.dx += (dx / distance) * strength;
  one.dy += (dy / distance) * strength;
}
