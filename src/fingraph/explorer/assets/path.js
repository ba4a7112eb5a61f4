// The shortest path between two items: asked for, drawn, and told hop by hop.

import { button, element, fill } from "./dom.js";
import { nameOf } from "./model.js";
import { nodeField } from "./search.js";
import { shortestPath } from "./lit.js";
import { linkButton, nodeButton, verb } from "./ties.js";

/** @import { App, State } from "./types.d.ts" */
/** @import { Hop } from "./lit.js" */
/** @import { Stage } from "./canvas.js" */
/** @import { Frame } from "./painting.js" */

/** @param {App} app @returns {Hop[] | null} the path of the state among what is visible */
export function pathOf(app) {
  const { path } = app.state;
  return path?.to ? shortestPath(app.visible.edges, path.from, path.to, app.model.payload.directed) : null;
}

/** @param {App} app @returns {string} what the path of the state is, in a sentence */
export function pathSummary(app) {
  const { path } = app.state;
  if (!path?.to) return "";
  const ends = [nameOf(app, path.from), nameOf(app, path.to)];
  const hops = pathOf(app);
  return hops ? app.text("pathFound", hops.length, ...ends) : app.text("pathNone", ...ends);
}

/**
 * The path hop by hop, each with its direction and a way to its evidence.
 * @param {App} app
 * @returns {HTMLElement}
 */
export function pathSteps(app) {
  const hops = pathOf(app) ?? [];
  const { directed } = app.model.payload;
  const first = hops[0] ? element("li", {}, nodeButton(app, hops[0].from)) : null;
  return element("ol", { class: "steps" }, first, ...hops.map((hop) => element("li", {},
    element("div", { class: "hop" }, verb(app, hop.edge, directed ? (hop.forward ? "down" : "up") : "none"),
      directed && element("span", { class: "quiet" }, app.text(hop.forward ? "pathForward" : "pathBackward")), " ", linkButton(app, hop.edge)),
    nodeButton(app, hop.to))));
}

/**
 * A broad line under the hops of the path, with a chevron in the direction of each link.
 * @param {App} app
 * @param {Stage} stage
 * @param {Frame} frame
 */
function paintPath(app, stage, { ctx, at, palette }) {
  for (const hop of pathOf(app) ?? []) {
    const [start, end] = [hop.edge.source, hop.edge.target].map((id) => stage.marks.get(id));
    if (!start || !end) continue;
    const [from, to] = [at(start), at(end)];
    const turn = Math.atan2(to.y - from.y, to.x - from.x);
    ctx.save();
    ctx.strokeStyle = palette.accent;
    ctx.lineCap = "round";
    ctx.globalAlpha = .3;
    ctx.lineWidth = 8;
    ctx.beginPath();
    ctx.moveTo(from.x, from.y);
    ctx.lineTo(to.x, to.y);
    ctx.stroke();
    ctx.globalAlpha = 1;
    if (app.model.payload.directed) {
      ctx.translate((from.x + to.x) / 2, (from.y + to.y) / 2);
      ctx.rotate(turn);
      ctx.lineWidth = 3;
      ctx.beginPath();
      ctx.moveTo(-4, -6);
      ctx.lineTo(3, 0);
      ctx.lineTo(-4, 6);
      ctx.stroke();
    }
    ctx.restore();
  }
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {Stage} stage
 */
export function mountPath(root, app, stage) {
  const ends = { from: "", to: "" };
  const result = element("p", { class: "quiet" });
  const find = () => {
    if (ends.from && ends.to && app.model.node.has(ends.from) && app.model.node.has(ends.to)) app.update({ path: { ...ends }, selection: null });
  };
  const fields = /** @type {const} */ (["from", "to"]).map((end) => nodeField(app, `path-${end}`, end, (id) => {
    ends[end] = id;
    find();
  }));
  const show = () => fields.forEach((field, place) => field.show(place === 0 ? ends.from : ends.to));
  const swap = () => {
    [ends.from, ends.to] = [ends.to, ends.from];
    show();
    find();
  };
  const clear = () => {
    app.update({ path: null });
  };
  const title = element("summary", {});
  const tools = element("div", { class: "row" });
  const sheet = element("details", { class: "facet" }, title, ...fields.map((field) => field.root), tools, result);
  root.append(sheet);

  const view = () => {
    const { path } = app.state;
    if (path?.to) stage.show([path.from, path.to, ...(pathOf(app) ?? []).map((hop) => hop.to)]);
  };
  const draw = () => {
    title.textContent = app.text("path");
    for (const label of root.querySelectorAll("label")) label.textContent = app.text(label.dataset.text ?? "");
    result.textContent = pathSummary(app);
    fill(tools, button(app.text("pathSwap"), swap, { class: "small", "data-key": "swap" }),
      app.state.path && button(app.text("pathClear"), clear, { class: "small", "data-key": "clear" }));
  };
  app.listen((changed) => {
    if (changed.has("path")) {
      Object.assign(ends, app.state.path ?? { from: "", to: "" });
      show();
      if (app.state.path) {
        sheet.open = true;
        view();
        app.announce(pathSummary(app));
      }
    }
    if (["path", "language", "hidden", "minSupport", "focus", "community"].some((name) => changed.has(/** @type {keyof State} */ (name)))) draw();
  });
  stage.painters.push((frame) => paintPath(app, stage, frame));
  Object.assign(ends, app.state.path ?? {});
  show();
  draw();
  if (!app.state.camera) view();
}
