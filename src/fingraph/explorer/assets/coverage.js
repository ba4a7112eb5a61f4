// What the annotation of each report covers and leaves out: a dialog, closed at first.

import { button, byId, element, fill, said } from "./dom.js";

/** @import { App, Coverage } from "./types.d.ts" */

/** @param {App} app @param {Coverage} report */
function numbersOf(app, report) {
  return element("dl", {}, ...report.counts.flatMap((count) => [element("dt", {}, said(app.in(count))), element("dd", {}, count.number.toLocaleString(app.state.language))]));
}

/** @param {App} app @param {Coverage} report */
function trendTable(app, report) {
  const modalities = Object.keys(report.trends[0]?.links ?? {});
  const head = (/** @type {string} */ text) => element("th", { scope: "col" }, said(text));
  const cell = (/** @type {number} */ number) => element("td", {}, number.toLocaleString(app.state.language));
  const heads = ["coverageTrend", "coverageSentences", "coverageSilent", "coverageLinks"].map((word) => head(app.text(word)));
  const rows = report.trends.map(({ label, sentences, silent, links }) => {
    const numbers = modalities.map((name) => links[name]);
    const all = numbers.reduce((sum, number) => sum + number, 0);
    return element("tr", {}, element("th", { scope: "row" }, said(app.in(label))), ...[sentences, silent, all, ...numbers].map(cell));
  });
  return element("div", { class: "wide", role: "region", tabindex: "0", "aria-label": `${report.report}: ${app.text("coverageByTrend")}` },
    element("table", {}, element("caption", {}, app.text("coverageByTrend")),
      element("thead", {}, element("tr", {}, ...heads, ...modalities.map((name) => head(app.in(app.model.category("modality", name)))))),
      element("tbody", {}, ...rows)));
}

/**
 * @param {App} app
 * @param {Coverage} report
 * @param {(id: string) => void} choose
 */
function gapLists(app, report, choose) {
  return report.gaps.map((gap) => element("details", {},
    element("summary", {}, said(app.in(gap)), ` (${gap.entries.length.toLocaleString(app.state.language)})`),
    gap.entries.length === 0 ? element("p", { class: "quiet" }, app.text("coverageNone")) : element("ul", {}, ...gap.entries.map(({ sentence, item, label }) => {
      const name = label ? app.in(label) : item;
      return element("li", {}, sentence && element("span", { class: "id" }, sentence), sentence && item && " ",
        item && (app.model.node.has(item) ? button(said(name), () => choose(item), { class: "link" }) : said(name)));
    }))));
}

/**
 * @param {App} app
 * @param {(id: string) => void} pick shows an item
 */
export function mountCoverage(app, pick) {
  const { coverage } = app.model.payload;
  const dialog = /** @type {HTMLDialogElement} */ (byId("coverage"));
  const choose = (/** @type {string} */ id) => {
    dialog.close();
    pick(id);
  };
  byId("covered").hidden = coverage.length === 0;
  byId("covered").addEventListener("click", () => {
    fill(dialog, element("h2", { id: "coverage-title", tabindex: "-1", autofocus: true }, app.text("coverageTitle")),
      ...coverage.map((report) => element("section", {}, element("h3", {}, said(app.in(report.title))), numbersOf(app, report), trendTable(app, report), ...gapLists(app, report, choose))),
      element("p", { class: "row" }, button(app.text("close"), () => dialog.close())));
    dialog.showModal();
  });
}
