// How nodes and links look to vis-network.

import { classOf, sideOf } from "./model.js";

/** @import { App, EdgeData, Model, NodeData } from "./types.d.ts" */

/** @typedef {{ ground: string, ink: string, quiet: string, edge: string, lit: string, accent: string, dark: boolean }} Palette colours of the theme */

/**
 * The colours of the theme as the browser resolves them.
 * @param {HTMLElement} root
 * @returns {Palette}
 */
export function paletteOf(root) {
  const probe = root.appendChild(document.createElement("i"));
  const colour = (/** @type {string} */ name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    ground: colour("ground"), ink: colour("ink"), quiet: colour("quiet"), edge: colour("edge"), lit: colour("edge-lit"), accent: colour("accent"),
    dark: getComputedStyle(root).getPropertyValue("--icon-filter").trim() !== "none",
  };
  probe.remove();
  return palette;
}

/**
 * A colour that stands out from a dark ground as the given one does from a light ground.
 * @param {string} colour #rrggbb
 * @param {boolean} dark
 */
function onGround(colour, dark) {
  if (!dark || !/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const mixed = [1, 3, 5].map((at) => Math.round(parseInt(colour.slice(at, at + 2), 16) * .66 + 255 * .34));
  return `rgb(${mixed.join(",")})`;
}

/**
 * @param {App} app
 * @param {NodeData} node
 * @param {Palette} palette
 */
export function nodeLook(app, node, palette) {
  const look = classOf(app.model, node.class);
  const colour = onGround(look.colour, palette.dark);
  const side = sideOf(app.model, node.report);
  const border = side ? onGround(side.colour, palette.dark) : look.filled ? palette.ground : colour;
  const paint = { border, background: look.filled ? colour : palette.ground };
  const width = side ? 2 : look.filled ? 1 : 2.5;
  const dashes = side && side.dashes.length > 0 ? { shapeProperties: { borderDashes: side.dashes } } : {};
  return { shape: look.shape, borderWidth: width, color: { ...paint, highlight: paint, hover: paint }, ...dashes };
}

/**
 * How far each link is bent, so that several between the same two nodes can be told apart: one alone is straight.
 * @param {EdgeData[]} edges
 * @returns {Map<string, number>} id of an edge → roundness, 0 if straight
 */
export function bends(edges) {
  /** @type {Map<string, EdgeData[]>} */
  const groups = new Map();
  for (const edge of edges) {
    const key = JSON.stringify(edge.source < edge.target ? [edge.source, edge.target] : [edge.target, edge.source]);
    const group = groups.get(key);
    if (group) group.push(edge);
    else groups.set(key, [edge]);
  }
  const found = new Map();
  for (const group of groups.values()) {
    group.forEach((edge, place) => {
      // Those in the middle are nearly straight; a bend turns to the other side if the link runs the other way.
      const side = edge.source < edge.target ? 1 : -1;
      found.set(edge.id, group.length === 1 ? 0 : side * .22 * (place - (group.length - 1) / 2));
    });
  }
  return found;
}

/**
 * Pixels of line and gap, [] for a whole line.
 * @param {Model} model
 * @param {EdgeData} edge
 */
export function dashesOf(model, edge) {
  if (edge.layer === "inferred") return [5, 4];
  return sideOf(model, edge.report)?.dashes ?? [];
}

/**
 * The colour of a link; only a comparison has several.
 * @param {Model} model
 * @param {EdgeData} edge
 * @param {Palette} palette
 */
export function lineColour(model, edge, palette) {
  const side = sideOf(model, edge.report);
  return side ? onGround(side.colour, palette.dark) : palette.edge;
}

/**
 * @param {Model} model
 * @param {EdgeData} edge
 * @param {number} bend
 * @param {number} unit units of the graph that are one pixel at first view
 */
export function edgeLook(model, edge, bend, unit) {
  const dashes = dashesOf(model, edge);
  const wide = sideOf(model, edge.report) ? 1.5 : .9;
  return {
    width: unit * Math.min(4, wide + .45 * Math.log2(Math.max(1, edge.support))),
    dashes: dashes.length > 0 && dashes.map((length) => length * unit),
    smooth: bend === 0 ? false : { enabled: true, type: bend > 0 ? "curvedCW" : "curvedCCW", roundness: Math.min(.9, Math.abs(bend)) },
  };
}

/**
 * What vis-network does and does not: no physics, no names, no looks of its own for what is chosen.
 * @param {() => Palette} palette of the theme at the time
 * @param {boolean} many whether links are too many to draw while one drags
 * @param {boolean} coloured whether the colours of links mean something, so that they keep them
 */
export function networkOptions(palette, many, coloured) {
  const lit = (/** @type {any} */ values) => {
    if (!coloured) values.color = palette().lit;
    values.width *= 1.7;
  };
  return {
    physics: false, autoResize: false, layout: { improvedLayout: false },
    interaction: { hover: false, selectable: false, hideEdgesOnDrag: many, tooltipDelay: 1e9, zoomSpeed: .8 },
    nodes: { chosen: false, label: undefined, shadow: false },
    edges: { chosen: { edge: lit, label: false }, color: { color: palette().edge, inherit: false }, selectionWidth: 0, smooth: false },
  };
}
