import { address, columnsOf, partsOf, rowsOf, short } from "./answer.js";
import { barsOf, scaled } from "./bars.js";
import { drawn, element } from "./dom.js";
import { besideNodes, fitted, onLines, sizeFor, spread } from "./layout.js";
import { networkOf } from "./network.js";
import { word } from "./words.js";

/** @import { Answer, Box, Place, Site, Term } from "./types.d.ts" */

const MOST_ROWS = 2000;
const MOST_BARS = 60;

/** @param {Answer} answer @param {Site} site */
export function tableView(answer, site) {
  if (answer.boolean !== undefined) return element("p", {}, word(answer.boolean ? "yes" : "no"));
  const columns = columnsOf(answer);
  const rows = rowsOf(answer);
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.slice(0, MOST_ROWS).map((row) => element("tr", {}, ...columns.map((name) => element("td", {}, ...shownTerm(row[name], site)))));
  const made = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  return element("div", {}, ...partly("someRows", MOST_ROWS, rows.length), made);
}

/**
 * Says how many of how many are shown, unless all are.
 * @param {"someRows" | "someBars" | "someNodes"} key
 * @param {number} most
 * @param {number} total
 */
function partly(key, most, total) {
  return total > most ? [element("p", {}, word(key, most, total))] : [];
}

/** @param {Term | undefined} term @param {Site} site @returns {(Node | string)[]} */
function shownTerm(term, site) {
  if (term?.type === "triple") return ["<<( ", ...partsOf(term).flatMap((part) => [...shownTerm(part, site), " "]), ")>>"];
  const language = term?.type === "literal" ? term["xml:lang"] : "";
  const text = element("bdi", language ? { lang: language } : {}, short(term, site.prefixes));
  const link = linkTo(term, site);
  return [link ? element("a", link, text) : text];
}

/**
 * The attributes of a link to where a term is described; null if it is nowhere.
 * @param {Term | undefined} term
 * @param {Site} site
 * @returns {Record<string, string> | null}
 */
function linkTo(term, site) {
  const href = address(term, site);
  if (!href) return null;
  return href.startsWith("/") ? { href } : { href, rel: "noreferrer external" };
}

/** @param {Answer} answer @param {Site} site */
export function chartView(answer, site) {
  const found = barsOf(answer);
  if (!found) return element("p", {}, word("noChart"));
  const { number, names, bars, bare } = found;
  const shown = bars.slice(0, MOST_BARS);
  const { zero, spans } = scaled(shown.map(({ value }) => value));
  const body = shown.map(({ row }, at) => element("tr", {},
    element("th", { scope: "row" }, names.map((name) => short(row[name], site.prefixes)).filter(Boolean).join(" · ")),
    element("td", {}, drawn("svg", { "aria-hidden": "true" },
      drawn("rect", { class: "bar", x: `${spans[at].start}%`, y: "50%", width: `${spans[at].length}%`, height: 14 }),
      drawn("line", { x1: `${zero}%`, x2: `${zero}%`, y1: 0, y2: "100%" }))),
    element("td", {}, short(row[number], site.prefixes))));
  const head = element("tr", {}, element("th", { scope: "col" }, names.join(" · ")), element("th", { scope: "col", colspan: 2 }, number));
  const notes = [...partly("someBars", MOST_BARS, bars.length), ...bare ? [element("p", {}, word("bare", bare))] : []];
  return element("div", {}, ...notes, element("table", { class: "chart" }, element("thead", {}, head), element("tbody", {}, ...body)));
}

/** @param {Answer} answer @param {Site} site */
export function graphView(answer, site) {
  const { nodes, links, total } = networkOf(answer, site.base);
  if (!links.length) return element("p", {}, word("noGraph"));
  const size = sizeFor(nodes.size);
  const byKey = spread([...nodes.keys()], links, size);
  const places = [...byKey.values()];
  const terms = [...nodes.values()];
  const labels = terms.map((term) => fitted(short(term, site.prefixes)));
  const boxes = besideNodes(places, labels, size);
  const lines = links.map(({ source, target }) => /** @type {[Place, Place]} */ ([byKey.get(source), byKey.get(target)]));
  const properties = links.map(({ label }) => short(label, site.prefixes));
  const written = onLines(lines, properties.map(fitted), boxes, size);
  const picture = drawn("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}`, role: "group", "aria-label": word("graph", nodes.size, links.length) },
    drawn("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 8, markerHeight: 8, orient: "auto-start-reverse" },
      drawn("path", { d: "M0 0L8 4L0 8z" })),
    ...lines.map((ends, at) => drawn("path", { class: "link", d: arrow(...ends), "marker-end": "url(#arrow)" }, drawn("title", {}, properties[at]))),
    ...written.flatMap((box, at) => box ? [labelFor(box, fitted(properties[at]))] : []),
    ...terms.map((term, at) => {
      const [cx, cy] = places[at];
      const link = linkTo(term, site);
      const parts = [drawn("title", {}, short(term, site.prefixes)), drawn("circle", { cx, cy, r: 5 }), labelFor(boxes[at], labels[at], cx)];
      return link ? drawn("a", link, ...parts) : drawn("g", {}, ...parts);
    }));
  return element("div", {}, ...partly("someNodes", nodes.size, total), picture);
}

/**
 * A label in its box; that of a node begins or ends beside it.
 * @param {Box} box
 * @param {string} text
 * @param {number} [beside]
 */
function labelFor({ x, y, width }, text, beside) {
  if (beside === undefined) return drawn("text", { class: "property", x: x + width / 2, y: y + 11, "text-anchor": "middle" }, text);
  const anchor = x > beside ? "start" : x + width < beside ? "end" : "middle";
  return drawn("text", { x: x + { start: 0, middle: width / 2, end: width }[anchor], y: y + 11, "text-anchor": anchor }, text);
}

/** @param {Place} start @param {Place} end the line from edge to edge of their circles, or round a circle to itself */
function arrow([x1, y1], [x2, y2]) {
  const distance = Math.hypot(x2 - x1, y2 - y1);
  if (distance === 0) return `M${x1 - 3} ${y1 - 5}c-14 -22 20 -22 7 -1`;
  const [dx, dy] = [(6 * (x2 - x1)) / distance, (6 * (y2 - y1)) / distance];
  return `M${x1 + dx} ${y1 + dy}L${x2 - dx} ${y2 - dy}`;
}
