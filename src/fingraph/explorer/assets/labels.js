// Names beside the marks: as many as find room, those of the largest marks first, as large at every scale.

import { shortened } from "./dom.js";
import { boxOf, marginOf } from "./camera.js";

/** @import { App } from "./types.d.ts" */
/** @import { Mark, Stage } from "./canvas.js" */
/** @import { Frame } from "./painting.js" */

/** @typedef {{ lines: string[], width: number, height: number, size: number, bold: boolean }} Name */
/** @typedef {{ name: Name, x: number, y: number, mark: Mark }} Placed x and y: px of the middle of the text from the mark's centre */

const GRID_CELL = 64; // px of the grid that finds what is near
const CLEARANCE = 2; // px between a name and all else
const LINE_HEIGHT = 1.22;
const WIDEST_LINE = { en: 19, zh: 9 }; // characters of a line
const LONGEST_ON_GRAPH = { en: 44, zh: 24 }; // characters of a name

/** Boxes on the screen that must not meet: left, top, right, bottom. */
class Grid {
  constructor() {
    /** @type {Map<string, number[][]>} */
    this.cells = new Map();
  }

  /** @param {number[]} box left, top, right, bottom @returns {string[]} */
  keys([left, top, right, bottom]) {
    const keys = [];
    for (let x = Math.floor(left / GRID_CELL); x <= Math.floor(right / GRID_CELL); x += 1) {
      for (let y = Math.floor(top / GRID_CELL); y <= Math.floor(bottom / GRID_CELL); y += 1) keys.push(`${x},${y}`);
    }
    return keys;
  }

  /** @param {number[]} box */
  add(box) {
    for (const key of this.keys(box)) {
      const cell = this.cells.get(key);
      if (cell) cell.push(box);
      else this.cells.set(key, [box]);
    }
  }

  /** @param {number[]} box @param {number[]} [own] the box of the mark that is named, which may be near */
  free(box, own) {
    return this.keys(box).every((key) => (this.cells.get(key) ?? []).every((other) =>
      other === own || box[0] >= other[2] || box[2] <= other[0] || box[1] >= other[3] || box[3] <= other[1]));
  }
}

/**
 * A name in one or two lines, broken between words, or between characters of Chinese.
 * @param {string} text
 * @returns {string[]}
 */
export function linesOf(text) {
  const chinese = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/.test(text);
  const [widest, longest] = chinese ? [WIDEST_LINE.zh, LONGEST_ON_GRAPH.zh] : [WIDEST_LINE.en, LONGEST_ON_GRAPH.en];
  const short = shortened(text.replace(/[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g, " ").trim(), longest);
  if (short.length <= widest) return [short];
  const half = short.length / 2;
  const breaks = [...short.matchAll(/[\s\-、，·（(/]/g)].map((match) => (match.index ?? 0) + (/[（(]/.test(match[0]) ? 0 : 1));
  const at = breaks.filter((place) => Math.abs(place - half) < short.length * .34).sort((one, other) => Math.abs(one - half) - Math.abs(other - half))[0];
  const cut = at ?? (chinese ? Math.ceil(half) : 0);
  return cut > 0 && cut < short.length ? [short.slice(0, cut).trim(), short.slice(cut).trim()] : [short];
}

/** @param {{ size: number, bold: boolean }} name @param {string} family */
function fontOf(name, family) {
  return `${name.bold ? "600 " : ""}${name.size}px ${family}`;
}

/** Places names, once for each scale and each change of what is shown, and draws them. */
class Names {
  /** @param {App} app @param {Stage} stage */
  constructor(app, stage) {
    this.app = app;
    this.stage = stage;
    this.family = getComputedStyle(stage.root).fontFamily;
    /** @type {Map<string, Name>} */
    this.measured = new Map();
    /** @type {Map<string, number>} */
    this.characters = new Map(); // widths in em
    /** @type {Placed[]} */
    this.placed = [];
    this.key = "";
  }

  /** @param {Mark} mark @param {Frame} frame @returns {Name} */
  nameOf(mark, { ctx, scale }) {
    const bold = this.stage.lit?.chief.has(mark.id) === true || mark.size >= 15;
    const near = Math.log2(Math.max(1, scale * this.stage.unit));
    const size = Math.round((bold ? 13 : 12) + Math.min(3, 1.3 * near));
    const text = this.app.in(mark.node.label) || mark.id;
    const key = `${size}${bold}${text}`;
    const known = this.measured.get(key);
    if (known) return known;
    const lines = linesOf(text);
    /** @type {Name} */
    const name = { lines, width: 0, height: lines.length * size * LINE_HEIGHT, size, bold };
    name.width = Math.max(...lines.map((line) => this.widthOf(line, name, ctx)));
    this.measured.set(key, name);
    return name;
  }

  /**
   * The width of a line as the sum of its characters', each measured once: thousands of names need not be.
   * @param {string} line
   * @param {Name} name
   * @param {CanvasRenderingContext2D} ctx
   */
  widthOf(line, { size, bold }, ctx) {
    let width = 0;
    for (const character of line) {
      const key = `${bold}${character}`;
      let known = this.characters.get(key);
      if (known === undefined) {
        ctx.font = fontOf({ size: 100, bold }, this.family);
        known = ctx.measureText(character).width / 100;
        this.characters.set(key, known);
      }
      width += known * size;
    }
    return width;
  }

  /** @param {Frame} frame */
  place(frame) {
    const { lit, scale } = frame;
    const shown = this.stage.placesOf();
    const named = lit ? this.stage.placesOf(lit.nodes) : shown;
    const rank = (/** @type {Mark} */ mark) => (lit?.chief.has(mark.id) ? 1e6 : 0) + (mark.node.highlighted ? 1e3 : 0) + mark.size;
    const [grid, names] = [new Grid(), new Grid()]; // of marks and names, and of names alone
    const boxes = new Map((lit ? named : shown).map((mark) => {
      const radius = mark.radius * scale;
      return [mark.id, [mark.x * scale - radius, mark.y * scale - radius, mark.x * scale + radius, mark.y * scale + radius]];
    }));
    for (const box of boxes.values()) grid.add(box);
    const { left, top, right, bottom } = boxOf(shown);
    const margin = marginOf(frame);
    const edge = margin.left - 4; // as far as names may reach beyond the outermost marks, or the fitted view would cut them off
    const inside = (/** @type {number[]} */ box) => box[0] > left * scale - edge && box[2] < right * scale + edge
      && box[1] > top * scale - margin.top && box[3] < bottom * scale + margin.bottom;
    this.placed = [];
    for (const mark of [...named].sort((one, other) => rank(other) - rank(one) || (one.id < other.id ? -1 : 1))) {
      const name = this.nameOf(mark, frame);
      const own = boxes.get(mark.id) ?? [];
      const places = spots(name, mark.radius * scale).filter((place) => inside(around(mark, name, scale, place)));
      const free = places.find((place) => grid.free(around(mark, name, scale, place), own))
        ?? (name.bold ? places.find((place) => names.free(around(mark, name, scale, place))) : undefined);
      const place = free ?? (lit?.chief.has(mark.id) ? places[0] ?? { x: 0, y: 0 } : null);
      if (!place) continue;
      const box = around(mark, name, scale, place);
      grid.add(box);
      names.add(box);
      this.placed.push({ name, mark, ...place });
    }
  }

  /** @param {Frame} frame */
  draw(frame) {
    const key = `${this.stage.version} ${frame.scale} ${this.app.state.language}`;
    if (key !== this.key) this.place(frame);
    this.key = key;
    const { ctx, palette, width, height } = frame;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = palette.ground;
    ctx.fillStyle = palette.ink;
    for (const { name, mark, x, y } of this.placed) {
      const place = frame.at(mark);
      const [middle, top] = [place.x + x, place.y + y - name.height / 2];
      if (middle + name.width / 2 < 0 || middle - name.width / 2 > width || top + name.height < 0 || top > height) continue;
      ctx.font = fontOf(name, this.family);
      name.lines.forEach((line, index) => {
        const baseline = top + (index + .5) * name.size * LINE_HEIGHT;
        ctx.strokeText(line, middle, baseline);
        ctx.fillText(line, middle, baseline);
      });
    }
  }
}

/**
 * Where a name may stand: below, above, to the right, to the left of its mark.
 * @param {Name} name
 * @param {number} radius px
 * @returns {{ x: number, y: number }[]} px of its middle from the mark's centre
 */
function spots(name, radius) {
  const high = radius + name.height / 2 + 2;
  const wide = radius + name.width / 2 + 4;
  return [[0, high], [0, -high], [wide, 0], [-wide, 0], [wide * .8, high * .75], [-wide * .8, high * .75], [wide * .8, -high * .75], [-wide * .8, -high * .75]].map(([x, y]) => ({ x, y }));
}

/**
 * @param {Mark} mark
 * @param {Name} name
 * @param {number} scale
 * @param {{ x: number, y: number }} place
 * @returns {number[]} left, top, right, bottom
 */
function around(mark, name, scale, { x, y }) {
  const [middle, centre] = [mark.x * scale + x, mark.y * scale + y];
  return [middle - name.width / 2 - CLEARANCE, centre - name.height / 2 - CLEARANCE, middle + name.width / 2 + CLEARANCE, centre + name.height / 2 + CLEARANCE];
}

/**
 * @param {App} app
 * @param {Stage} stage
 */
export function mountLabels(app, stage) {
  const names = new Names(app, stage);
  stage.painters.push((frame) => names.draw(frame));
  stage.redraw();
}
