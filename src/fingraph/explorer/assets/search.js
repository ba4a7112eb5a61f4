// Type-ahead search over labels, synonyms and ids in both languages.

import { classIcon, element, said, shortened } from "./dom.js";
import { classOf } from "./model.js";
import { otherLanguage } from "./state.js";

/** @import { App, Pair } from "./types.d.ts" */

/** @typedef {{ id: string, class: string, label: Pair, synonyms: string[], community: string }} Entry what can be found */
/** @typedef {{ entry: Entry, score: number, by: string }} Match the lower the score the better; by: the text that matched */

const MOST_OPTIONS = 12;
const LONGEST_OPTION = 80; // characters of a label in the list

/** @param {string} text */
function folded(text) {
  return text.normalize("NFKC").toLowerCase();
}

/** @param {string} text folded @param {string} wanted folded @returns {number} 0 the same, 1 begins so, 2 a word begins so, 3 holds it, Infinity no */
function closeness(text, wanted) {
  const at = text.indexOf(wanted);
  if (at < 0) return Infinity;
  if (at === 0) return text.length === wanted.length ? 0 : 1;
  return /[\s\-_:/(（]/.test(text[at - 1]) ? 2 : 3;
}

/**
 * @param {Iterable<Entry>} entries
 * @param {string} query
 * @returns {Match[]} best first
 */
export function found(entries, query) {
  const wanted = folded(query.trim());
  if (!wanted) return [];
  const matches = [];
  for (const entry of entries) {
    const texts = [entry.label.en, entry.label.zh, ...entry.synonyms, entry.id];
    let best = { score: Infinity, by: "" };
    texts.forEach((text, place) => {
      const score = closeness(folded(text), wanted) + (place < 2 ? 0 : place < texts.length - 1 ? .3 : .6);
      if (score < best.score) best = { score, by: text };
    });
    if (best.score < Infinity) matches.push({ entry, ...best });
  }
  return matches.sort((one, other) => one.score - other.score || one.by.length - other.by.length || (one.entry.id < other.entry.id ? -1 : 1));
}

/**
 * The text with the wanted part marked.
 * @param {string} text
 * @param {string} query
 */
function marked(text, query) {
  const short = shortened(text, LONGEST_OPTION);
  const at = short.toLowerCase().indexOf(query.trim().toLowerCase());
  if (at < 0 || !query.trim()) return said(short);
  const end = at + query.trim().length;
  return element("bdi", {}, short.slice(0, at), element("mark", {}, short.slice(at, end)), short.slice(end));
}

/**
 * @param {App} app
 * @param {Match} match
 * @param {string} query
 */
function option(app, { entry, by }, query) {
  const other = otherLanguage(app, entry.label);
  const named = by === entry.label.en || by === entry.label.zh;
  return element("span", { class: "texts" }, marked(app.in(entry.label) || entry.id, query),
    other && element("span", { class: "aside" }, marked(other, query)),
    !named && element("span", { class: "aside" }, marked(by, query)));
}

/**
 * Makes a text field a combobox as ARIA 1.2 has it: the focus stays in the field, arrows choose, Enter or a click picks.
 * @param {HTMLInputElement} input inside an element of its own
 * @param {App} app
 * @param {() => Iterable<Entry>} entries
 * @param {(entry: Entry) => void} pick
 */
export function combobox(input, app, entries, pick) {
  const list = element("ul", { class: "listbox", role: "listbox", id: `${input.id}-list`, hidden: true });
  /** @type {Match[]} */
  let matches = [];
  let active = -1;
  input.after(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(name, value);

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (/** @type {number} */ place) => {
    active = place;
    [...list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === place)));
    const item = list.children[place];
    if (!item) return;
    input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  };
  const take = (/** @type {Match} */ match) => {
    close();
    pick(match.entry);
  };
  const show = () => {
    const all = found(entries(), input.value);
    matches = all.slice(0, MOST_OPTIONS);
    list.setAttribute("aria-label", app.text("search"));
    list.replaceChildren(...matches.map((match, place) => element("li", {
      role: "option", id: `${list.id}-${place}`, "aria-selected": "false",
      onpointerdown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => take(match),
    }, classIcon(classOf(app.model, match.entry.class)), option(app, match, input.value))));
    list.hidden = matches.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    if (matches.length > 0) choose(0);
    else close();
    if (!input.value.trim()) return;
    app.announce(all.length === 0 ? app.text("searchNone", input.value.trim()) : app.text("searchFound", all.length, app.in(all[0].entry.label)));
  };
  input.addEventListener("input", (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) show(); });
  input.addEventListener("compositionend", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (list.hidden) show();
      else choose((active + step + matches.length) % matches.length);
    } else if (event.key === "Enter" && input.value.trim()) {
      event.preventDefault();
      if (list.hidden) show();
      const match = matches[Math.max(active, 0)];
      if (match) take(match);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (list.hidden) input.value = "";
      close();
    }
  });
}

/** @param {App} app @returns {Iterable<Entry>} all nodes */
export function nodeEntries(app) {
  return app.model.node.values();
}

/**
 * A field that names a node, with a label above it.
 * @param {App} app
 * @param {string} id of the field
 * @param {string} key of its label
 * @param {(node: string) => void} pick
 * @returns {{ root: HTMLElement, input: HTMLInputElement, show: (node: string) => void }}
 */
export function nodeField(app, id, key, pick) {
  const input = element("input", { type: "text", id, autocomplete: "off", spellcheck: "false" });
  const box = element("div", { class: "combo" }, input);
  combobox(input, app, () => nodeEntries(app), (entry) => {
    input.value = app.in(entry.label);
    pick(entry.id);
  });
  const root = element("div", { class: "field" }, element("label", { for: id, "data-text": key }, app.text(key)), box);
  return { root, input, show: (node) => { input.value = node ? app.in(app.model.node.get(node)?.label ?? { en: node, zh: node }) : ""; } };
}

/**
 * @param {App} app
 * @param {() => Iterable<Entry>} entries
 * @param {(entry: Entry) => void} pick
 */
export function mountSearch(app, entries, pick) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById("search"));
  combobox(input, app, entries, (entry) => {
    input.value = app.in(entry.label);
    input.select();
    pick(entry);
  });
}
