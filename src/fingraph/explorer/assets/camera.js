// Where one looks from: what is fitted into view, and how far the layout is spread.

/** @import { NodeData } from "./types.d.ts" */

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Box */

const BROAD = { left: 60, top: 48, right: 88, bottom: 44 }; // px, room for names and for what lies over the graph
const NARROW = { left: 40, top: 30, right: 52, bottom: 30 };
const CLOSEST_FIT = 2.2; // scale that fitting does not go beyond

/**
 * @param {{ x: number, y: number }[]} places
 * @returns {Box}
 */
export function boxOf(places) {
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const { x, y } of places) {
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y);
  }
  return places.length > 0 ? box : { left: 0, top: 0, right: 0, bottom: 0 };
}

/** @param {{ width: number }} screen px @returns {{ left: number, top: number, right: number, bottom: number }} px left free around what is fitted */
export function marginOf(screen) {
  return screen.width < 640 ? NARROW : BROAD;
}

/**
 * The camera that shows a box as large as it fits.
 * @param {Box} box
 * @param {{ width: number, height: number }} screen px
 * @param {number} closest
 * @returns {{ position: { x: number, y: number }, scale: number }}
 */
export function fitted(box, screen, closest = CLOSEST_FIT) {
  const margin = marginOf(screen);
  const wide = Math.max(60, screen.width - margin.left - margin.right);
  const high = Math.max(60, screen.height - margin.top - margin.bottom);
  const scale = Math.min(wide / Math.max(1, box.right - box.left), high / Math.max(1, box.bottom - box.top), closest);
  return {
    scale,
    position: {
      x: (box.left + box.right) / 2 + (margin.right - margin.left) / 2 / scale,
      y: (box.top + box.bottom) / 2 + (margin.bottom - margin.top) / 2 / scale,
    },
  };
}

/**
 * How many times the layout must be spread, or drawn together, so that marks are neither dots nor blots at first view.
 * @param {NodeData[]} nodes
 * @param {{ width: number, height: number }} screen px
 */
export function spreadOf(nodes, screen) {
  if (nodes.length < 2) return 1;
  const sizes = nodes.map((node) => node.size).sort((one, other) => one - other);
  const usual = sizes[Math.floor(sizes.length / 2)] || 9;
  const room = Math.sqrt(screen.width * screen.height * .6 / nodes.length);
  const wanted = Math.min(9, Math.max(2, .13 * room)) / usual;
  return fitted(boxOf(nodes), screen, Infinity).scale / wanted;
}
