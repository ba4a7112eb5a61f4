// The mouse and the finger on the graph: what a click selects, what a name says while one points at it, and the zoom buttons.

import { byId, classIcon, element, said, shortened } from "./dom.js";
import { classOf, sentenceOf } from "./model.js";
import { otherLanguage } from "./state.js";

/** @import { App, State } from "./types.d.ts" */
/** @import { Stage } from "./canvas.js" */

/**
 * @param {App} app
 * @param {NonNullable<State["selection"]>} thing
 * @returns {(Node | string)[]}
 */
function tipOf(app, thing) {
  const node = thing.kind === "node" ? app.model.node.get(thing.id) : undefined;
  if (node) {
    const other = otherLanguage(app, node.label);
    const look = classOf(app.model, node.class);
    return [classIcon(look), " ", said(shortened(app.in(node.label) || node.id, 200)), element("small", {}, said([app.in(look), shortened(other, 200)].filter(Boolean).join(" · ")))];
  }
  const edge = app.model.edge.get(thing.id);
  return edge ? [said(shortened(sentenceOf(app, edge), 300)), element("small", {}, said(edge.evidence.length > 0 ? app.text("sentences", edge.evidence.length) : app.in(app.model.category("layer", edge.layer))))] : [];
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {Stage} stage
 * @param {(node: string) => void} open what a double click does
 */
export function mountPointer(root, app, stage, open) {
  const tip = element("div", { id: "tip", "aria-hidden": "true", hidden: true });
  root.append(tip);
  let waiting = 0;
  /** @param {MouseEvent} event */
  const point = (event) => {
    const { left, top } = root.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  };
  const hide = () => { tip.hidden = true; };
  const show = (/** @type {{ x: number, y: number }} */ at) => {
    waiting = 0;
    const thing = stage.hit(at);
    root.classList.toggle("pointing", thing !== null);
    if (!thing) return hide();
    tip.replaceChildren(...tipOf(app, thing));
    tip.hidden = false;
    const { width, height } = stage.screen();
    tip.style.left = `${Math.max(4, Math.min(at.x + 14, width - tip.offsetWidth - 4))}px`;
    tip.style.top = `${at.y + 18 + tip.offsetHeight > height ? at.y - tip.offsetHeight - 10 : at.y + 18}px`;
  };
  root.addEventListener("pointermove", (event) => {
    if (event.pointerType === "touch" || event.buttons !== 0) return hide();
    const at = point(event);
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => show(at));
  });
  root.addEventListener("pointerleave", () => {
    cancelAnimationFrame(waiting);
    hide();
  });
  root.addEventListener("pointerdown", hide);
  root.addEventListener("wheel", hide, { passive: true });
  stage.network.on("click", (/** @type {any} */ event) => app.update({ selection: stage.hit(event.pointer.DOM) }));
  stage.network.on("doubleClick", (/** @type {any} */ event) => {
    const thing = stage.hit(event.pointer.DOM);
    if (thing?.kind === "node") open(thing.id);
  });
  mountZoom(stage);
}

/** @param {Stage} stage */
function mountZoom(stage) {
  /** @type {Record<string, () => void>} */
  const acts = {
    in: () => stage.zoom(1.35), out: () => stage.zoom(1 / 1.35), fit: () => stage.fit(),
    screen: () => { void (document.fullscreenElement ? document.exitFullscreen() : byId("page").requestFullscreen()); },
  };
  for (const item of byId("zoom").querySelectorAll("button")) {
    const act = acts[item.dataset.zoom ?? ""];
    item.hidden = item.dataset.zoom === "screen" && !document.fullscreenEnabled;
    item.addEventListener("click", act);
  }
}
