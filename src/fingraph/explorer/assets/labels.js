// Names beside the marks: as many as find room, those of the largest marks first, as large at every scale.

import { shortened } from "./dom.js";

/** @import { App } from "./types.d.ts" */
/** @import { Frame, Mark, Stage } from "./canvas.js" */

/** @typedef {{ lines: string[], width: number, height: number, size: number, bold: boolean }} Name */
/** @typedef {{ name: Name, x: number, y: number, mark: Mark }} Placed x and y: px of the middle of the text from the mark's centre */

const CELL = 64; // px of the grid that finds what is near
const GAP = 2; // px between a name and all else
const LINE = 1.22;
const WIDEST = { en: 19, zh: 9 }; // characters of a line
const LONGEST = { en: 44, zh: 24 }; // characters of a name

/** Boxes on the screen that must not meet. */
class Grid {
  constructor() {
    /** @type {Map<string, number[][]>} */
    this.cells = new Map();
  }

  /** @param {number[]} box left, top, right, bottom @returns {string[]} */
  keys([left, top, right, bottom]) {
    const keys = [];
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) keys.push(`${x},${y}`);
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

  /** @param {number[]} box @param {number[]} own the box of the mark that is named, which may be near */
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
  const [widest, longest] = chinese ? [WIDEST.zh, LONGEST.zh] : [WIDEST.en, LONGEST.en];
  const short = shortened(text.replace(/[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+/g, " ").trim(), longest);
  if (short.length <= widest) return [short];
  const half = short.length / 2;
  const breaks = [...short.matchAll(/[\s\-、，·（(/]/g)].map((match) => (match.index ?? 0) + (/[（(]/.test(match[0]) ? 0 : 1));
  const at = breaks.filter((place) => Math.abs(place - half) < short.length * .34).sort((one, other) => Math.abs(one - half) - Math.abs(other - half))[0];
  const cut = at ?? (chinese ? Math.ceil(half) : 0);
  return cut > 0 && cut < short.length ? [short.slice(0, cut).trim(), short.slice(cut).trim()] : [short];
}

/** @param {Name} name @param {string} family */
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
    /** @type {Placed[]} */
    this.placed = [];
    this.key = "";
  }

  /** @param {Mark} mark @param {Frame} frame @returns {Name} */
  nameOf(mark, { ctx, scale }) {
    const bold = this.stage.lit?.chief.has(mark.id) === true || mark.radius >= 15;
    const near = Math.log2(Math.max(1, scale * this.stage.unit));
    const size = Math.round((bold ? 13 : 12) + Math.min(3, 1.3 * near));
    const text = this.app.in(mark.node.label) || mark.id;
    const key = `${size}${bold}${text}`;
    const known = this.measured.get(key);
    if (known) return known;
    const lines = linesOf(text);
    /** @type {Name} */
    const name = { lines, width: 0, height: lines.length * size * LINE, size, bold };
    ctx.font = fontOf(name, this.family);
    name.width = Math.max(...lines.map((line) => ctx.measureText(line).width));
    this.measured.set(key, name);
    return name;
  }

  /** @param {Frame} frame */
  place(frame) {
    const { lit, scale } = frame;
    const shown = this.stage.placesOf();
    const named = lit ? this.stage.placesOf(lit.nodes) : shown;
    const rank = (/** @type {Mark} */ mark) => (lit?.chief.has(mark.id) ? 1e6 : 0) + (mark.node.highlighted ? 1e3 : 0) + mark.radius;
    const grid = new Grid();
    const boxes = new Map((lit ? named : shown).map((mark) => {
      const radius = mark.radius * scale;
      return [mark.id, [mark.x * scale - radius, mark.y * scale - radius, mark.x * scale + radius, mark.y * scale + radius]];
    }));
    for (const box of boxes.values()) grid.add(box);
    this.placed = [];
    for (const mark of [...named].sort((one, other) => rank(other) - rank(one) || (one.id < other.id ? -1 : 1))) {
      const name = this.nameOf(mark, frame);
      const spot = spots(name, mark.radius * scale).map(([x, y]) => ({ x, y })).find(({ x, y }) =>
        grid.free(around(mark, name, scale, x, y), boxes.get(mark.id) ?? []));
      if (!spot && !lit?.chief.has(mark.id)) continue;
      const { x, y } = spot ?? { x: 0, y: mark.radius * scale + name.height / 2 + 3 };
      grid.add(around(mark, name, scale, x, y));
      this.placed.push({ name, mark, x, y });
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
        const baseline = top + (index + .5) * name.size * LINE;
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
 * @returns {number[][]} px of its middle from the mark's centre
 */
function spots(name, radius) {
  const high = radius + name.height / 2 + 2;
  const wide = radius + name.width / 2 + 4;
  return [[0, high], [0, -high], [wide, 0], [-wide, 0], [wide * .8, high * .75], [-wide * .8, high * .75], [wide * .8, -high * .75], [-wide * .8, -high * .75]];
}

/**
 * @param {Mark} mark
 * @param {Name} name
 * @param {number} scale
 * @param {number} x
 * @param {number} y
 */
function around(mark, name, scale, x, y) {
  const [middle, centre] = [mark.x * scale + x, mark.y * scale + y];
  return [middle - name.width / 2 - GAP, centre - name.height / 2 - GAP, middle + name.width / 2 + GAP, centre + name.height / 2 + GAP];
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
