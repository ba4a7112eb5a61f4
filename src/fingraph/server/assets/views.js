import { address, columnsOf, rowsOf, short } from "./answer.js";
import { drawn, element } from "./dom.js";
import { word } from "./words.js";

const MOST_ROWS = 2000;
const MOST_BARS = 60;
const MOST_NODES = 150;

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

function cell(term, site) {
  const text = element("bdi", term?.["xml:lang"] ? { lang: term["xml:lang"] } : {}, short(term, site.prefixes));
  const href = address(term, site.base, site.language);
  return element("td", {}, href ? element("a", { href, rel: "noreferrer" }, text) : text);
}

export function chartView(answer, site) {
  const rows = rowsOf(answer);
  const number = columnsOf(answer).find((name) => rows.length && rows.every((row) => row[name]?.type === "literal" && row[name].value.trim() && Number.isFinite(Number(row[name].value))));
  if (!number) return element("p", {}, word("noChart"));
  const names = columnsOf(answer).filter((name) => name !== number);
  const shown = rows.slice(0, MOST_BARS);
  const largest = Math.max(...shown.map((row) => Math.abs(Number(row[number].value))), 1e-12);
  const bars = shown.flatMap((row, place) => {
    const value = Number(row[number].value);
    const label = names.map((name) => short(row[name], site.prefixes)).filter(Boolean).join(" · ");
    const length = (Math.abs(value) / largest) * 380;
    return [
      drawn("text", { x: 390, y: place * 20 + 15, "text-anchor": "end" }, label.length > 44 ? `…${label.slice(-43)}` : label),
      drawn("rect", { class: "bar", x: 400, y: place * 20 + 4, width: length, height: 14 }),
      drawn("text", { x: 406 + length, y: place * 20 + 15 }, row[number].value),
    ];
  });
  return drawn("svg", { viewBox: `0 0 860 ${shown.length * 20 + 8}`, role: "img", "aria-label": number }, ...bars);
}

export function graphView(answer, site) {
  const links = linksOf(answer, site);
  if (!links.length) return element("p", {}, word("noGraph"));
  const names = [...new Set(links.flatMap(([from, to]) => [from, to]))].slice(0, MOST_NODES);
  const places = spread(names, links);
  const known = links.filter(([from, to]) => places.has(from) && places.has(to));
  const lines = known.map(([from, to, label]) => {
    const [x1, y1] = places.get(from);
    const [x2, y2] = places.get(to);
    return drawn("line", { x1, y1, x2, y2 }, drawn("title", {}, label));
  });
  const nodes = names.map((name) => {
    const [cx, cy] = places.get(name);
    return drawn("g", {}, drawn("circle", { cx, cy, r: 5 }), drawn("text", { x: cx + 7, y: cy + 4 }, name.slice(0, 40)));
  });
  return drawn("svg", { viewBox: "0 0 960 640", role: "img", "aria-label": `${names.length}` }, ...lines, ...nodes);
}

function linksOf(answer, site) {
  const columns = columnsOf(answer);
  const rows = rowsOf(answer);
  const resources = columns.filter((name) => rows.some((row) => row[name]?.type === "uri" || row[name]?.type === "bnode"));
  const [from, to] = columns.includes("predicate") ? ["subject", "object"] : resources;
  if (!from || !to) return [];
  const found = rows.filter((row) => row[from] && row[to] && row[to].type !== "literal");
  return found.map((row) => [short(row[from], site.prefixes), short(row[to], site.prefixes), short(row.predicate, site.prefixes)]);
}

/** Places by springs and repulsion, from a circle, so that the same answer looks the same. */
function spread(names, links) {
  const places = new Map(names.map((name, at) => [name, [480 + 300 * Math.cos((2 * Math.PI * at) / names.length), 320 + 220 * Math.sin((2 * Math.PI * at) / names.length)]]));
  for (let round = 0; round < 150; round += 1) {
    const moves = new Map(names.map((name) => [name, [0, 0]]));
    for (const one of names) {
      for (const other of names.filter((name) => name !== one)) push(moves.get(one), places.get(one), places.get(other), (distance) => 2500 / distance ** 2);
    }
    for (const [from, to] of links) {
      if (!places.has(from) || !places.has(to) || from === to) continue;
      push(moves.get(from), places.get(from), places.get(to), (distance) => (90 - distance) / 40);
      push(moves.get(to), places.get(to), places.get(from), (distance) => (90 - distance) / 40);
    }
    for (const name of names) {
      const [x, y] = places.get(name);
      const [dx, dy] = moves.get(name).map((step) => Math.max(-8, Math.min(8, step)));
      places.set(name, [Math.max(10, Math.min(860, x + dx)), Math.max(10, Math.min(630, y + dy))]);
    }
  }
  return places;
}

function push(move, place, other, force) {
  const [dx, dy] = [place[0] - other[0], place[1] - other[1]];
  const distance = Math.max(1, Math.hypot(dx, dy));
  const strength = force(distance);
  move[0] += (dx / distance) * strength;
  move[1] += (dy / distance) * strength;
}
