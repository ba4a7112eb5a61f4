// What the canvas shows as one SVG that stands alone, with title, legend and source.

/** @import { App } from "./types.d.ts" */
/** @import { Mark, Stage } from "./canvas.js" */

import { classIcon, lineIcon, shortened, svgElement } from "./dom.js";
import { linesOf } from "./labels.js";
import { bends, dashesOf, lineColour } from "./marks.js";
import { classOf, nameOf, sideOf } from "./model.js";
import { countText } from "./status.js";

const SIZE = { width: 1200, height: 800 }; // px of the graph where the page does not show it
const FONT = "system-ui, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";
const HEAD = 62;
const FOOT = 76;
const LEGEND_ROW = 20;
const LABEL = 12;
const LINE = 1.22;

/** @typedef {{ scale: number, width: number, height: number, at: (mark: { x: number, y: number }) => { x: number, y: number } }} View where a place of the graph stands, in px of the picture */

/** @param {Stage} stage @returns {View} */
function viewOf(stage) {
  const screen = stage.screen();
  const seen = screen.width > 0 && screen.height > 0;
  const { width, height } = seen ? screen : SIZE;
  const places = stage.placesOf();
  if (seen && stage.app.state.camera) {
    const [scale, centre] = [stage.network.getScale(), stage.network.getViewPosition()];
    return { scale, width, height, at: ({ x, y }) => ({ x: (x - centre.x) * scale + width / 2, y: (y - centre.y) * scale + height / 2 + HEAD }) };
  }
  const [left, right] = [Math.min(...places.map(({ x }) => x)), Math.max(...places.map(({ x }) => x))];
  const [top, bottom] = [Math.min(...places.map(({ y }) => y)), Math.max(...places.map(({ y }) => y))];
  const scale = Math.min((width - 120) / Math.max(1, right - left), (height - 90) / Math.max(1, bottom - top), 2);
  return { scale, width, height, at: ({ x, y }) => ({ x: (x - (left + right) / 2) * scale + width / 2, y: (y - (top + bottom) / 2) * scale + height / 2 + HEAD }) };
}

/**
 * Text as XML may hold it, on one line.
 * @param {string} text
 * @param {number} most characters
 */
export function plainText(text, most = 300) {
  // eslint-disable-next-line no-control-regex -- XML has no way to write the first, and the others would turn other text around
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+/g, " ");
  return shortened(clean.replace(/\p{Surrogate}/gu, "\ufffd").trim(), most);
}

/**
 * Width of a text, roughly: Chinese characters are as wide as high, others half as wide.
 * @param {string} text
 * @param {number} size px
 */
export function widthOf(text, size) {
  return [...text].reduce((sum, character) => sum + (/[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]/.test(character) ? 1 : 0.6), 0) * size;
}

/** @typedef {{ x: number, y: number, lines: string[] }} PlacedLabel the middle of its first line, px */

/**
 * Labels around their marks, of the largest first, none over another, over a mark or over the edge.
 * @param {{ x: number, y: number, radius: number, text: string }[]} marks px
 * @param {number[]} frame left, top, right, bottom
 * @returns {PlacedLabel[]}
 */
export function placedLabels(marks, frame) {
  /** @type {number[][]} */
  const taken = marks.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]);
  /** @type {PlacedLabel[]} */
  const placed = [];
  const order = marks.map((mark, index) => ({ ...mark, index })).sort((one, other) => other.radius - one.radius || one.index - other.index);
  for (const { x, y, radius, text, index } of order) {
    const parts = linesOf(text);
    const half = Math.max(...parts.map((line) => widthOf(line, LABEL))) / 2 + 2;
    const high = parts.length * LABEL * LINE;
    const box = sidesOf(x, y, [half + radius + 3, high / 2 + radius + 2]).map(([left, top]) => [left - half, top - high / 2, left + half, top + high / 2])
      .find((each) => within(each, frame) && taken.every((other, at) => at === index || apart(each, other)));
    if (!box) continue;
    taken.push(box);
    placed.push({ x: (box[0] + box[2]) / 2, y: box[1] + LABEL, lines: parts });
  }
  return placed;
}

/** @param {number} x @param {number} y @param {number[]} far @returns {number[][]} places below, above, beside, at the corners */
function sidesOf(x, y, [across, down]) {
  const sides = [[0, 1], [0, -1], [1, 0], [-1, 0], [0.8, 0.75], [-0.8, 0.75], [0.8, -0.75], [-0.8, -0.75]];
  return sides.map(([right, below]) => [x + right * across, y + below * down]);
}

/** @param {number[]} box @param {number[]} frame */
function within(box, frame) {
  return box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
}

/** @param {number[]} box @param {number[]} other */
function apart(box, other) {
  return box[0] >= other[2] || box[2] <= other[0] || box[1] >= other[3] || box[3] <= other[1];
}

/** @param {number} number */
function short(number) {
  return Number(number.toFixed(1));
}

/**
 * @param {App} app
 * @param {Stage} stage
 * @param {Date} [date] shown beside the source
 * @returns {SVGSVGElement}
 */
export function pictureOf(app, stage, date) {
  const { palette, lit } = stage;
  const view = viewOf(stage);
  const classes = app.model.payload.classes.filter(({ id }) => app.visible.nodes.some((node) => node.class === id));
  const legend = legendRows([...sideEntries(app), ...classes.map(({ id }) => ({ name: app.in(app.model.category("class", id)), icon: shapeOf(app, id, "none"), room: 22 }))], view.width);
  const foot = FOOT + legend.height;
  const height = HEAD + view.height + foot;
  const dim = (/** @type {boolean} */ out) => out ? { opacity: 0.18 } : {};
  const marks = stage.placesOf();
  const clip = svgElement("clipPath", { id: "frame" }, svgElement("rect", { x: 0, y: HEAD, width: view.width, height: view.height }));
  const named = marks.filter((mark) => !lit || lit.nodes.has(mark.id)).map((mark) => ({ ...view.at(mark), radius: mark.radius * view.scale, text: plainText(nameOf(app, mark.id), 80) }))
    .filter(({ x, y }) => x > 0 && x < view.width && y > HEAD && y < HEAD + view.height);
  return svgElement("svg", {
    xmlns: "http://www.w3.org/2000/svg", width: view.width, height, viewBox: `0 0 ${view.width} ${height}`, "font-family": FONT, fill: palette.ink, role: "img",
  },
  svgElement("title", {}, plainText(app.model.payload.title)),
  svgElement("rect", { width: "100%", height: "100%", fill: palette.ground }), clip,
  svgElement("text", { x: 20, y: 30, "font-size": 20, "font-weight": 650 }, plainText(app.model.payload.title, Math.floor(view.width / 14))),
  svgElement("text", { x: 20, y: 50, "font-size": 13, fill: palette.quiet }, countText(app)),
  svgElement("g", { "clip-path": "url(#frame)" },
    svgElement("g", { fill: "none", stroke: palette.edge, "stroke-width": 1 }, ...lines(app, stage, view, (id) => dim(lit !== null && !lit.edges.has(id)))),
    svgElement("g", {}, ...marks.map((mark) => figure(app, stage, view, mark, dim(lit !== null && !lit.nodes.has(mark.id))))),
    svgElement("g", { "text-anchor": "middle", stroke: palette.ground, "stroke-width": 3, "stroke-linejoin": "round", "paint-order": "stroke" }, ...placedLabels(named, [0, HEAD, view.width, HEAD + view.height]).map(labelOf))),
  svgElement("g", { transform: `translate(20 ${HEAD + view.height + 18})`, "font-size": 13 }, ...legend.items),
  svgElement("text", { x: 20, y: height - 14, "font-size": 11, fill: palette.quiet },
    plainText([app.in(app.model.payload.citation), date ? localDay(date) : ""].filter(Boolean).join(" · "), Math.floor(view.width / 6.5))));
}

/** @param {Date} date @returns {string} the day in the reader's time zone */
function localDay(date) {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** @param {PlacedLabel} label */
function labelOf({ x, y, lines: parts }) {
  return svgElement("text", { "font-size": LABEL, y: short(y - LABEL * 0.15) }, ...parts.map((line, row) =>
    svgElement("tspan", { x: short(x), dy: row ? short(LABEL * LINE) : 0 }, line)));
}

/** @param {App} app @param {Stage} stage @param {View} view @param {(id: string) => Record<string, unknown>} look */
function lines(app, stage, view, look) {
  const bend = bends(app.model.payload.edges);
  return app.visible.edges.flatMap((edge) => {
    const [source, target] = [stage.marks.get(edge.source), stage.marks.get(edge.target)];
    if (!source || !target || source === target) return [];
    const [from, to] = [view.at(source), view.at(target)];
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const away = (bend.get(edge.id) ?? 0) * length / 2;
    const middle = { x: (from.x + to.x) / 2 + away * (to.y - from.y) / length, y: (from.y + to.y) / 2 - away * (to.x - from.x) / length };
    const dashes = dashesOf(app.model, edge);
    const colour = lineColour(app.model, edge, stage.palette);
    const paint = colour === stage.palette.edge ? {} : { stroke: colour };
    const shape = { d: `M${short(from.x)} ${short(from.y)}Q${short(middle.x)} ${short(middle.y)} ${short(to.x)} ${short(to.y)}`, "stroke-width": Math.min(4, 0.9 + 0.35 * (Math.max(1, edge.support) - 1)) };
    const line = svgElement("path", { ...shape, "stroke-dasharray": dashes.length > 0 && dashes.join(" "), ...paint, ...look(edge.id) });
    return app.model.payload.directed ? [line, arrow(middle, to, target.radius * view.scale + 1, { fill: colour, stroke: "none", ...look(edge.id) })] : [line];
  });
}

/** @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to @param {number} gap px from the tip to the end @param {Record<string, unknown>} look */
function arrow(from, to, gap, look) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const [x, y] = [to.x - dx * gap, to.y - dy * gap];
  const corner = (/** @type {number} */ side) => `${short(x - 6 * dx - 2.6 * side * dy)} ${short(y - 6 * dy + 2.6 * side * dx)}`;
  return svgElement("path", { d: `M${short(x)} ${short(y)}L${corner(1)}L${corner(-1)}Z`, ...look });
}

/** @param {App} app @param {Stage} stage @param {View} view @param {Mark} mark @param {Record<string, unknown>} look */
function figure(app, stage, view, mark, look) {
  const { x, y } = view.at(mark);
  const factor = mark.radius * view.scale / 8;
  const shape = shapeOf(app, mark.node.class, stage.palette.ground);
  for (const [name, value] of Object.entries({ transform: `translate(${short(x - 8 * factor)} ${short(y - 8 * factor)}) scale(${factor.toFixed(3)})`, ...look })) shape.setAttribute(name, String(value));
  const side = sideOf(app.model, mark.node.report);
  if (side) for (const [name, value] of Object.entries({ stroke: side.colour, "stroke-width": 2, "stroke-dasharray": side.dashes.join(" ") || "none" })) shape.setAttribute(name, value.toString());
  shape.append(svgElement("title", {}, plainText(nameOf(app, mark.id))));
  return shape;
}

/** @param {App} app @param {string} itemClass @param {string} ground */
function shapeOf(app, itemClass, ground) {
  const shape = /** @type {SVGElement} */ (classIcon(classOf(app.model, itemClass)).firstElementChild);
  if (shape.getAttribute("fill") === "none") shape.setAttribute("fill", ground);
  return shape;
}

/** @typedef {{ name: string, icon: SVGElement, room: number }} Entry room: px from the left of the icon to the name */

/** @param {App} app @returns {Entry[]} what a comparison colours; else none */
function sideEntries(app) {
  return app.model.payload.reports.flatMap((report) => {
    const side = sideOf(app.model, report.id);
    return side ? [{ name: app.in(report), icon: /** @type {SVGElement} */ (lineIcon(side).firstElementChild), room: 38 }] : [];
  });
}

/** @param {Entry[]} entries @param {number} width px @returns {{ items: SVGElement[], height: number }} */
function legendRows(entries, width) {
  let [x, y] = [0, 0];
  const items = entries.map(({ name: full, icon, room }) => {
    const name = plainText(full, 40);
    const wide = room + widthOf(name, 13) + 20;
    if (x > 0 && x + wide > width - 40) [x, y] = [0, y + LEGEND_ROW];
    const item = svgElement("g", { transform: `translate(${short(x)} ${y})` }, icon, svgElement("text", { x: room, y: 13 }, name));
    x += wide;
    return item;
  });
  return { items, height: y };
}

/** @param {SVGSVGElement} picture @returns {string} */
export function svgText(picture) {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(picture)}\n`;
}
