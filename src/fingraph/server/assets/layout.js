// Where the nodes of a network and their labels stand; the same network always looks the same.

/** @import { Box, Link, Place, Size } from "./types.d.ts" */

const LINE = 14;
const LONGEST = 190;
const MARGIN = 14;

/**
 * A picture with room for so many nodes; it is never made smaller to fit, since its labels would be.
 * @param {number} count
 * @returns {Size}
 */
export function sizeFor(count) {
  const width = Math.round(within(340, 1200, 240 + 90 * Math.sqrt(count)));
  return { width, height: Math.round(width * 0.75) };
}

/**
 * Places by springs and repulsion, from an ellipse.
 * @param {string[]} names
 * @param {Link[]} links
 * @param {Size} size
 * @returns {Map<string, Place>}
 */
export function spread(names, links, { width, height }) {
  const turn = (2 * Math.PI) / names.length;
  const nodes = names.map((name, at) => {
    return { name, x: width * (0.5 + 0.35 * Math.cos(turn * at)), y: height * (0.5 + 0.35 * Math.sin(turn * at)), dx: 0, dy: 0 };
  });
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const springs = new Map(links.map(({ source, target }) => [[source, target].sort().join(" "), [byName.get(source), byName.get(target)]]));
  for (let round = 0; round < 150; round += 1) {
    for (const one of nodes) {
      for (const other of nodes) push(one, other, (distance) => 2500 / distance ** 2);
    }
    for (const [one, other] of springs.values()) {
      if (!one || !other || one === other) continue;
      push(one, other, (distance) => (90 - distance) / 40);
      push(other, one, (distance) => (90 - distance) / 40);
    }
    for (const node of nodes) {
      // Towards the middle, else what has no links between would drift away.
      node.x += within(-8, 8, node.dx + (width / 2 - node.x) / 100);
      node.y += within(-8, 8, node.dy + (height / 2 - node.y) / 100);
      node.dx = node.dy = 0;
    }
  }
  const [right, down] = [filling(nodes.map(({ x }) => x), width), filling(nodes.map(({ y }) => y), height)];
  return new Map(nodes.map(({ name }, at) => [name, [right[at], down[at]]]));
}

/** @param {number[]} places spread over the picture's length, about its middle @param {number} length */
function filling(places, length) {
  const [least, most] = [Math.min(...places), Math.max(...places)];
  const scale = Math.min(2, (length - 2 * MARGIN) / Math.max(1, most - least));
  return places.map((place) => length / 2 + (place - (least + most) / 2) * scale);
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

/** @param {string} text how wide it is at 12 pixels, or a little less */
function widthOf(text) {
  return [...text].reduce((sum, sign) => sum + (sign > "\u2e80" ? 12 : 7), 0);
}

/** @param {string} text as much of it as a label holds */
export function fitted(text) {
  if (widthOf(text) <= LONGEST) return text;
  const signs = [...text];
  while (widthOf(`${signs.join("")}…`) > LONGEST) signs.pop();
  return `${signs.join("")}…`;
}

/**
 * Boxes in the picture for the labels of nodes: beside, above or below each, where they cover least.
 * @param {Place[]} places
 * @param {string[]} labels
 * @param {Size} size
 * @returns {Box[]}
 */
export function besideNodes(places, labels, size) {
  const taken = places.map(([x, y]) => ({ x: x - 6, y: y - 6, width: 12, height: 12 }));
  return places.map(([x, y], at) => {
    const wide = widthOf(labels[at]);
    const corners = [[x + 9, y - 7], [x - 9 - wide, y - 7], [x - wide / 2, y - 9 - LINE], [x - wide / 2, y + 9]];
    const boxes = corners.map(([left, top]) => ({
      x: within(2, size.width - wide - 2, left), y: within(2, size.height - LINE - 2, top), width: wide, height: LINE,
    }));
    const best = boxes.reduce((one, other) => covered(other, taken) < covered(one, taken) ? other : one);
    taken.push(best);
    return best;
  });
}

/**
 * Boxes for the labels of lines, near their middles; null for those that would cover something or be cut.
 * @param {[Place, Place][]} lines
 * @param {string[]} labels
 * @param {Box[]} boxes of other labels
 * @param {Size} size
 * @returns {(Box | null)[]}
 */
export function onLines(lines, labels, boxes, size) {
  const taken = [...boxes];
  return lines.map(([[x1, y1], [x2, y2]], at) => {
    const width = widthOf(labels[at]);
    for (const share of [0.5, 0.4, 0.6]) {
      const box = { x: x1 + (x2 - x1) * share - width / 2, y: y1 + (y2 - y1) * share - LINE / 2, width, height: LINE };
      if (box.x >= 0 && box.x + width <= size.width && covered(box, taken) === 0) {
        taken.push(box);
        return box;
      }
    }
    return null;
  });
}

/** @param {Box} box how much of it others cover @param {Box[]} others */
function covered(box, others) {
  return others.reduce((sum, other) => {
    const wide = Math.min(box.x + box.width, other.x + other.width) - Math.max(box.x, other.x);
    const high = Math.min(box.y + box.height, other.y + other.height) - Math.max(box.y, other.y);
    return sum + Math.max(0, wide) * Math.max(0, high);
  }, 0);
}
