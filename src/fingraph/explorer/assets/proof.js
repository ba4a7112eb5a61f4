// A sentence behind a link: what it says, how, and how to cite it.

import { button, element, said } from "./dom.js";
import { otherLanguage } from "./state.js";

/** @import { App, EvidenceData, Pair } from "./types.d.ts" */

/**
 * @param {App} app
 * @param {EvidenceData} sentence
 * @returns {string} what to cite: the report, and where in it
 */
export function citationOf(app, sentence) {
  const trend = sentence.trend ? app.in(app.model.category("trend", sentence.trend)) : "";
  const stop = app.state.language === "zh" ? "；" : "; ";
  return [app.in(app.model.payload.citation), trend, sentence.sentence].filter(Boolean).join(stop);
}

/**
 * Copies a text, or shows it selected where a page may not write to the clipboard.
 * @param {App} app
 * @param {string} text
 * @param {HTMLElement} place after which it is shown
 * @param {string} done what to announce
 */
export async function copy(app, text, place, done) {
  try {
    await navigator.clipboard.writeText(text);
    app.announce(done);
    const note = element("span", { class: "quiet note" }, done);
    place.after(note);
    setTimeout(() => note.remove(), 2500);
  } catch {
    const field = element("textarea", { readonly: true, rows: 3, "aria-label": app.text("copyByHand"), class: "byhand" }, text);
    place.after(field);
    field.select();
    field.focus();
    app.announce(app.text("copyByHand"));
  }
}

/**
 * A quotation with its terms marked.
 * @param {{ text: string, marks: [number, number][] }} quotation
 */
function quoted({ text, marks }) {
  const parts = [];
  let last = 0;
  for (const [start, end] of [...marks].sort((one, other) => one[0] - other[0])) {
    if (start < last || end <= start || end > text.length) continue;
    parts.push(text.slice(last, start), element("mark", {}, text.slice(start, end)));
    last = end;
  }
  return element("blockquote", {}, element("bdi", {}, ...parts, text.slice(last)));
}

/** @param {App} app @param {"modality" | "basis"} facet @param {string} id */
function badge(app, facet, id) {
  return id ? element("span", { class: "badge" }, said(app.in(app.model.category(facet, id)))) : null;
}

/** @param {App} app @param {Pair} pair the gist in both languages, the page's first */
function gist(app, pair) {
  const other = otherLanguage(app, pair);
  return [element("p", { class: "gist" }, said(app.in(pair))),
    other && element("p", { class: "gist quiet", lang: app.state.language === "en" ? "zh-Hans" : "en" }, said(other))];
}

/**
 * @param {App} app
 * @param {EvidenceData} sentence
 * @returns {HTMLElement}
 */
export function proofCard(app, sentence) {
  const cite = button(app.text("copyCitation"), () => { void copy(app, citationOf(app, sentence), cite, app.text("copied")); },
    { class: "small", "aria-label": `${app.text("copyCitation")}: ${sentence.sentence}`, "data-key": `cite ${sentence.sentence}` });
  const terms = sentence.qualifiers.map(({ name, value }) => [element("dt", {}, said(app.in(name))), element("dd", {}, said(app.in(value)))]).flat();
  const where = [
    sentence.page > 0 && app.text("onPage", sentence.page), sentence.start >= 0 && app.text("characters", sentence.start, sentence.end),
  ].filter(Boolean).join(app.text("comma"));
  return element("article", { class: "proof-card" },
    element("div", { class: "row" }, said(sentence.sentence, { class: "id" }), badge(app, "modality", sentence.modality), badge(app, "basis", sentence.basis)),
    sentence.trend && element("p", { class: "quiet" }, said(app.in(app.model.category("trend", sentence.trend)))),
    ...gist(app, sentence.gist),
    sentence.quotation && quoted(sentence.quotation),
    terms.length > 0 && element("dl", {}, ...terms),
    element("div", { class: "row" }, cite, where && element("span", { class: "quiet" }, where)));
}
