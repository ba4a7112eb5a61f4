// What is drawn over vis-network's picture: the veil that dims, what stands out upon it, and what other parts add.

/** @import { Stage } from "./canvas.js" */
/** @import { Lit } from "./lit.js" */
/** @import { Palette } from "./marks.js" */

/** @typedef {{ ctx: CanvasRenderingContext2D, scale: number, width: number, height: number, at: (mark: { x: number, y: number }) => { x: number, y: number }, lit: Lit | null, palette: Palette }} Frame what a painter needs; at gives px */

const VEIL_STRENGTH = .84;

/**
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} ctx as vis-network transformed it
 */
export function paint(stage, ctx) {
  const { width, height } = stage.screen();
  const { lit, palette } = stage;
  const scale = stage.network.getScale();
  const centre = stage.network.getViewPosition();
  if (lit) {
    veil(ctx, palette, { x: centre.x - width / 2 / scale, y: centre.y - height / 2 / scale, width: width / scale, height: height / scale });
    paintLit(stage, ctx, lit);
  }
  const at = (/** @type {{ x: number, y: number }} */ mark) => ({ x: (mark.x - centre.x) * scale + width / 2, y: (mark.y - centre.y) * scale + height / 2 });
  ctx.save();
  const ratio = ctx.canvas.width / Math.max(1, width);
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  const frame = { ctx, scale, width, height, at, lit, palette };
  for (const painter of stage.painters) painter(frame);
  if (lit) paintRings(stage, frame, lit);
  ctx.restore();
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Palette} palette
 * @param {{ x: number, y: number, width: number, height: number }} view
 */
function veil(ctx, palette, view) {
  ctx.save();
  ctx.globalAlpha = VEIL_STRENGTH;
  ctx.fillStyle = palette.ground;
  ctx.fillRect(view.x, view.y, view.width, view.height);
  ctx.restore();
}

/**
 * Draws what stands out anew upon the veil: no item of thousands need be changed to be dim.
 * @param {Stage} stage
 * @param {CanvasRenderingContext2D} ctx
 * @param {Lit} lit
 */
function paintLit(stage, ctx, lit) {
  const { body } = stage.network;
  for (const id of lit.edges) {
    const edge = body.edges[id];
    if (!edge) continue;
    edge.selected = true;
    edge.drawArrows(ctx);
    edge.draw(ctx);
    edge.selected = false;
  }
  for (const id of lit.nodes) if (stage.app.visible.nodeIds.has(id)) body.nodes[id]?.draw(ctx);
}

/**
 * Rings around what the rest is about, above all else.
 * @param {Stage} stage
 * @param {Frame} frame
 * @param {Lit} lit
 */
function paintRings(stage, { ctx, scale, at, palette }, lit) {
  ctx.lineWidth = 3;
  ctx.strokeStyle = palette.accent;
  for (const mark of stage.placesOf(lit.chief)) {
    const { x, y } = at(mark);
    ctx.beginPath();
    ctx.arc(x, y, mark.radius * scale + 5, 0, 2 * Math.PI);
    ctx.stroke();
  }
}
