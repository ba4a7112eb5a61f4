// The keys of the graph: arrows walk along links, and every step is announced.

import { linksOf, otherEnd, sentenceOf } from "./model.js";

/** @import { App, EdgeData } from "./types.d.ts" */
/** @import { Mark, Stage } from "./canvas.js" */

/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/**
 * The mark that lies best in a direction: near, and not far aside.
 * @param {Mark} from
 * @param {Mark[]} marks
 * @param {[number, number]} direction
 * @returns {Mark | null}
 */
export function towards(from, marks, [right, down]) {
  let best = null;
  let least = Infinity;
  for (const mark of marks) {
    const [x, y] = [mark.x - from.x, mark.y - from.y];
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down) + Math.abs(y * right);
    const cost = Math.hypot(x, y) + 2 * aside;
    if (mark.id !== from.id && ahead > 0 && aside <= 2 * ahead && cost < least) [best, least] = [mark, cost];
  }
  return best;
}

/** @param {App} app @returns {EdgeData[]} the visible links of the selected item, or of the source of the selected link */
function visibleLinks(app, /** @type {string} */ id) {
  return linksOf(app.model, id).filter((edge) => app.visible.edgeIds.has(edge.id));
}

/** The item one stands on: the selected one, or the one whose links one goes through. */
class Walk {
  /** @param {App} app @param {Stage} stage */
  constructor(app, stage) {
    this.app = app;
    this.stage = stage;
    this.here = "";
  }

  /** @returns {Mark | undefined} */
  standing() {
    const { selection } = this.app.state;
    if (selection?.kind === "node") this.here = selection.id;
    if (selection?.kind === "edge") {
      const edge = this.app.model.edge.get(selection.id);
      if (edge && edge.source !== this.here && edge.target !== this.here) this.here = edge.source;
    }
    return this.app.visible.nodeIds.has(this.here) ? this.stage.marks.get(this.here) : undefined;
  }

  /** @param {string} id */
  go(id) {
    this.here = id;
    this.app.update({ selection: { kind: "node", id } });
    this.stage.reveal(id);
  }

  begin() {
    const first = [...this.stage.placesOf()].sort((one, other) => other.size - one.size || (one.id < other.id ? -1 : 1))[0];
    if (first) this.go(first.id);
  }

  /** @param {[number, number]} direction @param {boolean} anywhere not only along links */
  step(direction, anywhere) {
    const from = this.standing();
    if (!from) return this.begin();
    const near = anywhere ? this.stage.placesOf() : this.stage.placesOf(visibleLinks(this.app, from.id).map((edge) => otherEnd(edge, from.id)));
    const next = towards(from, near, direction);
    if (next) this.go(next.id);
    else this.app.announce(this.app.text("noNeighbour"));
  }

  /** @param {number} by */
  turn(by) {
    const from = this.standing();
    if (!from) return this.begin();
    const links = visibleLinks(this.app, from.id);
    if (links.length === 0) return;
    const now = links.findIndex((edge) => edge.id === this.app.state.selection?.id);
    const next = now < 0 ? (by > 0 ? 0 : links.length - 1) : (now + by + links.length) % links.length;
    this.app.update({ selection: { kind: "edge", id: links[next].id } });
    this.app.announce(this.app.text("linkStep", next + 1, links.length, sentenceOf(this.app, links[next])));
  }
}

/** @param {App} app clears what is most in the way: the selection, then the path, then the focus */
export function clearOne(app) {
  const { selection, path, focus } = app.state;
  if (selection) app.update({ selection: null });
  else if (path) app.update({ path: null });
  else if (focus) app.update({ focus: null, camera: null });
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {Stage} stage
 * @param {(node: string) => boolean} open opens what is more than an item, and says whether it did
 */
export function mountKeyboard(root, app, stage, open) {
  const walk = new Walk(app, stage);
  const enter = () => {
    const { selection } = app.state;
    if (!selection) return walk.begin();
    if (selection.kind === "node" && open(selection.id)) return;
    const details = document.getElementById("details");
    const target = details?.querySelector("h2");
    target?.setAttribute("tabindex", "-1");
    if (target instanceof HTMLElement) target.focus();
  };
  /** @type {Record<string, () => void>} */
  const acts = {
    Enter: enter, "+": () => stage.zoom(1.35), "=": () => stage.zoom(1.35), "-": () => stage.zoom(1 / 1.35), 0: () => stage.fit(),
    PageDown: () => walk.turn(1), PageUp: () => walk.turn(-1),
  };
  root.tabIndex = 0;
  root.setAttribute("role", "application");
  const name = () => root.setAttribute("aria-label", app.text("graphName", app.model.payload.title));
  name();
  app.listen((changed) => { if (changed.has("language")) name(); });
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const direction = DIRECTIONS[event.key];
    if (direction) walk.step(direction, event.shiftKey);
    else if (acts[event.key]) acts[event.key]();
    else return;
    event.preventDefault();
  });
}
