// The state of the page as the part of its address after #, and back.

import { FACETS } from "./model.js";
import { nothingHidden } from "./state.js";

/** @import { App, Model, State } from "./types.d.ts" */

const ADDRESS_PAUSE = 250; // ms; browsers refuse more than some ten changes of the address a second
const VIEWS = ["graph", "table", "matrix", "layers"];

/**
 * @param {State} state
 * @param {State} usual the state of a page as it opens, of which nothing need be said
 * @returns {string} without #
 */
export function hashOf(state, usual) {
  const said = new URLSearchParams();
  const say = (/** @type {string} */ name, /** @type {unknown} */ value, /** @type {unknown} */ standard) => {
    if (value !== standard && value !== null && value !== "") said.set(name, String(value));
  };
  say("lang", state.language, usual.language);
  say("theme", state.theme, usual.theme);
  say("view", state.view, usual.view);
  say("community", state.community, "");
  say("measure", state.measure, usual.measure);
  say("support", state.minSupport, 0);
  for (const facet of FACETS) for (const id of state.hidden[facet]) said.append(`hide-${facet}`, id);
  if (state.selection) said.set(state.selection.kind, state.selection.id);
  if (state.focus) said.set(`focus-${state.focus.hops}`, state.focus.id);
  if (state.path?.to) for (const end of [state.path.from, state.path.to]) said.append("path", end);
  if (state.camera) said.set("at", [state.camera.x.toFixed(0), state.camera.y.toFixed(0), state.camera.scale.toPrecision(3)].join(","));
  return said.toString();
}

/**
 * The state that an address tells of. Whatever makes no sense is left out, since an address may come from anyone.
 * @param {string} hash with or without #
 * @param {State} usual
 * @returns {State}
 */
export function stateOf(hash, usual) {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  const one = (/** @type {string} */ name, /** @type {string[]} */ choices, /** @type {string} */ standard) => {
    const value = said.get(name);
    return /** @type {any} */ (value !== null && choices.includes(value) ? value : standard);
  };
  const hidden = nothingHidden();
  for (const facet of FACETS) hidden[facet] = new Set(said.getAll(`hide-${facet}`));
  const support = Number(said.get("support"));
  const [from, to] = said.getAll("path");
  return {
    ...usual,
    language: one("lang", ["en", "zh"], usual.language),
    theme: one("theme", ["light", "dark", "system"], usual.theme),
    view: one("view", VIEWS, usual.view),
    community: said.get("community") ?? "",
    measure: said.get("measure") ?? usual.measure,
    minSupport: Number.isFinite(support) && support > 0 ? support : 0,
    hidden,
    selection: selectionIn(said),
    focus: focusIn(said),
    path: from && to ? { from, to } : null,
    camera: cameraIn(said.get("at") ?? ""),
  };
}

/** @param {URLSearchParams} said @returns {State["selection"]} */
function selectionIn(said) {
  const node = said.get("node");
  if (node) return { kind: "node", id: node };
  const edge = said.get("edge");
  return edge ? { kind: "edge", id: edge } : null;
}

/** @param {URLSearchParams} said @returns {State["focus"]} */
function focusIn(said) {
  for (const hops of /** @type {const} */ ([1, 2, 3])) {
    const id = said.get(`focus-${hops}`);
    if (id) return { id, hops };
  }
  return null;
}

/** @param {string} text @returns {State["camera"]} */
function cameraIn(text) {
  const [x, y, scale] = text.split(",").map(Number);
  return text && [x, y, scale].every(Number.isFinite) && scale > 0 && scale < 1000 ? { x, y, scale } : null;
}

/**
 * A state without what the graph does not have: an address may be of another edition.
 * @param {State} state
 * @param {Model} model
 * @returns {State}
 */
export function known(state, model) {
  const { selection, focus, path } = state;
  const has = (/** @type {string} */ id) => model.node.has(id);
  const selected = selection && (selection.kind === "node" ? has(selection.id) : model.edge.has(selection.id));
  return {
    ...state,
    measure: model.payload.measures.some((measure) => measure.id === state.measure) ? state.measure : "",
    selection: selected ? selection : null,
    focus: focus && has(focus.id) ? focus : null,
    path: path && has(path.from) && has(path.to) ? path : null,
  };
}

/**
 * Keeps the address and the state the same, both ways.
 * @param {App} app
 * @param {State} usual
 * @param {(state: State) => void} travel what to do when the reader changes the address
 */
export function mountHash(app, usual, travel) {
  let timer = 0;
  let written = location.hash;
  app.listen(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      written = `#${hashOf(app.state, usual)}`;
      try {
        history.replaceState(null, "", written === "#" ? location.pathname + location.search : written);
      } catch {
        written = location.hash; // A page inside a notebook has no address of its own; "Copy link" gives the state as text.
      }
    }, ADDRESS_PAUSE);
  });
  addEventListener("hashchange", () => {
    if (location.hash !== written) travel(stateOf(location.hash, usual));
  });
}
