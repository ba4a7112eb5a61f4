// All that the reader can change, and those who are told of it.

import { FACETS } from "./model.js";
import { wording } from "./text.js";
import { visibleOf } from "./visible.js";

/** @import { App, Model, Pair, Payload, State } from "./types.d.ts" */

/** @returns {State["hidden"]} nothing hidden */
export function nothingHidden() {
  return /** @type {State["hidden"]} */ (Object.fromEntries(FACETS.map((facet) => [facet, new Set()])));
}

/**
 * The state of a page as it opens.
 * @param {Payload} payload
 * @param {string} reader the language of the reader's browser
 * @returns {State}
 */
export function initialState(payload, reader) {
  return {
    language: payload.language || (reader.startsWith("zh") ? "zh" : "en"),
    theme: "system", view: "graph", hidden: nothingHidden(), minSupport: 0, selection: null, focus: null, path: null,
    measure: "", community: "", camera: null,
  };
}

/**
 * Whether two parts of the state say the same.
 * @param {unknown} one
 * @param {unknown} other
 */
function same(one, other) {
  return one === other || serialized(one) === serialized(other);
}

/** @param {unknown} part */
function serialized(part) {
  return JSON.stringify(part, (_, value) => value instanceof Set ? [...value].sort() : value);
}

const FILTERS = /** @type {(keyof State)[]} */ (["hidden", "minSupport", "focus", "community"]);

/**
 * @param {Model} model
 * @param {State} state
 * @param {(message: string) => void} announce
 * @returns {App}
 */
export function createApp(model, state, announce) {
  /** @type {((changed: Set<keyof State>) => void)[]} */
  const listeners = [];
  /** @type {App} */
  const app = {
    model, state, announce,
    visible: visibleOf(model, state),
    update(patch) {
      const names = /** @type {(keyof State)[]} */ (Object.keys(patch));
      const changed = new Set(names.filter((name) => !same(app.state[name], patch[name])));
      if (changed.size === 0) return;
      app.state = { ...app.state, ...patch };
      if (FILTERS.some((name) => changed.has(name))) app.visible = visibleOf(model, app.state);
      for (const listener of listeners) listener(changed);
    },
    listen: (listener) => { listeners.push(listener); },
    text: (key, ...values) => wording(app.state.language, key, values),
    in: (pair) => pair[app.state.language] || pair[app.state.language === "en" ? "zh" : "en"],
  };
  return app;
}

/**
 * The same text in the language that is not the page's, or "" if it says the same.
 * @param {App} app
 * @param {Pair} pair
 */
export function otherLanguage(app, pair) {
  const other = pair[app.state.language === "en" ? "zh" : "en"];
  return other === app.in(pair) ? "" : other;
}

/** @param {App} app @returns {boolean} whether any filter hides anything */
export function isFiltered(app) {
  const { hidden, minSupport, focus } = app.state;
  return minSupport > 0 || focus !== null || FACETS.some((facet) => hidden[facet].size > 0);
}
