// The legend, which is the filter of classes, and the other filters with the numbers they would show.

import { button, classIcon, element, fill, lineIcon, said, shortened } from "./dom.js";
import { classOf, isComparison, sideOf } from "./model.js";
import { isFiltered, nothingHidden } from "./state.js";
import { countsOf } from "./visible.js";

/** @import { App, Category, FacetName, State } from "./types.d.ts" */

/** @type {[FacetName, "classes" | "relations" | "trends" | "modalities" | "layers" | "reports" | "communities"][]} */
const FACET_LISTS = [
  ["class", "classes"], ["relation", "relations"], ["trend", "trends"], ["modality", "modalities"],
  ["layer", "layers"], ["report", "reports"], ["community", "communities"],
];

/**
 * The values of a facet that occur in the graph: of an overview, only a part is there at a time.
 * @param {App} app
 * @param {FacetName} facet
 * @param {Category[]} all
 * @returns {Category[]}
 */
function occurring(app, facet, all) {
  const counts = countsOf(app.model, { hidden: nothingHidden(), minSupport: 0, focus: null }, facet);
  return all.filter(({ id }) => counts.has(id));
}

/**
 * @param {App} app
 * @param {FacetName} facet
 * @param {Set<string>} ids
 */
function hide(app, facet, ids) {
  app.update({ hidden: { ...app.state.hidden, [facet]: ids } });
}

/**
 * @param {App} app
 * @param {FacetName} facet
 * @param {Category} category
 * @param {Category[]} all
 * @param {Map<string, number>} counts
 */
function choice(app, facet, category, all, counts) {
  const hidden = app.state.hidden[facet];
  const name = app.in(category) || category.id || app.text("noValue");
  const number = counts.get(category.id) ?? 0;
  const side = facet === "report" && sideOf(app.model, category.id);
  const turn = () => {
    const next = new Set(hidden);
    if (!next.delete(category.id)) next.add(category.id);
    hide(app, facet, next);
  };
  const single = () => hide(app, facet, new Set(all.filter((other) => other.id !== category.id).map((other) => other.id)));
  return element("li", { class: number ? "choice" : "choice void" },
    element("label", {},
      element("input", { type: "checkbox", value: category.id, checked: !hidden.has(category.id), onchange: turn, "data-key": `${facet} ${category.id}` }),
      facet === "class" && classIcon(classOf(app.model, category.id)),
      side && lineIcon(side),
      said(shortened(name, 120), { class: "said" }),
      element("span", { class: "number" }, number.toLocaleString(app.state.language))),
    all.length > 1 && button(app.text("only"), single, { class: "only", "aria-label": app.text("onlyThis", shortened(name, 120)), "data-key": `only ${facet} ${category.id}` }));
}

/**
 * @param {App} app
 * @param {FacetName} facet
 * @param {Category[]} categories
 */
function choices(app, facet, categories) {
  const counts = countsOf(app.model, app.state, facet);
  const name = app.text(facet);
  const bulk = element("div", { class: "row" },
    button(app.text("all"), () => hide(app, facet, new Set()), { class: "small", "aria-label": app.text("allOf", name), "data-key": `all ${facet}` }),
    button(app.text("none"), () => hide(app, facet, new Set(categories.map(({ id }) => id))), { class: "small", "aria-label": app.text("noneOf", name), "data-key": `none ${facet}` }));
  return [categories.length > 1 && bulk, element("ul", { class: "choices" }, ...categories.map((category) => choice(app, facet, category, categories, counts)))];
}

/**
 * A filter that is only filled while it is open: there may be hundreds of communities.
 * @param {App} app
 * @param {FacetName} facet
 * @param {Category[]} categories
 * @param {Set<string>} open
 */
function facetOf(app, facet, categories, open) {
  const hidden = categories.filter(({ id }) => app.state.hidden[facet].has(id)).length;
  const note = hidden ? app.text("hiddenNow", hidden) : categories.length.toLocaleString(app.state.language);
  const body = element("fieldset", {}, element("legend", { class: "unseen" }, app.text(facet)));
  const root = element("details", { class: "facet", open: open.has(facet) },
    element("summary", { "data-key": `facet ${facet}` }, app.text(facet), " ", element("span", { class: "quiet" }, note)), body);
  const load = () => { if (root.open && body.children.length === 1) body.append(...choices(app, facet, categories).filter((part) => part !== false)); };
  root.addEventListener("toggle", () => {
    if (root.open) open.add(facet);
    else open.delete(facet);
    load();
  });
  load();
  return root;
}

/** @param {App} app */
function supportField(app) {
  const most = Math.min(50, Math.max(0, ...app.model.payload.edges.map((edge) => edge.support)));
  if (most < 2) return null;
  const steps = [0, ...Array.from({ length: Math.floor(most) - 1 }, (_, index) => index + 2)];
  const input = element("select", {
    id: "support", "data-key": "support",
    onchange: (/** @type {Event} */ event) => app.update({ minSupport: Number(/** @type {HTMLSelectElement} */ (event.target).value) }),
  }, ...steps.map((step) => element("option", { value: step, selected: step === app.state.minSupport }, step ? app.text("minSupport", step) : app.text("anySupport"))));
  return element("div", { class: "field facet" }, element("label", { for: "support" }, app.text("support")), input);
}

/** @param {App} app */
function sizeField(app) {
  const { measures } = app.model.payload;
  if (measures.length === 0) return null;
  const input = element("select", {
    id: "measure", "data-key": "measure",
    onchange: (/** @type {Event} */ event) => app.update({ measure: /** @type {HTMLSelectElement} */ (event.target).value }),
  }, element("option", { value: "", selected: app.state.measure === "" }, app.text("sizeSupport")), ...measures.map((measure) => element("option", { value: measure.id, selected: measure.id === app.state.measure }, app.in(measure))));
  return element("div", { class: "field facet" }, element("label", { for: "measure" }, app.text("sizeBy")), input);
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export function mountFilters(root, app) {
  /** @type {Set<string>} */
  const open = new Set();
  const sheet = element("details", { class: "sheet", open: !matchMedia("(max-width: 640px)").matches });
  const title = element("summary", {});
  const box = element("div", {});
  sheet.append(title, box, element("div", { id: "pathfinder" }));
  root.append(sheet);

  const draw = () => {
    title.textContent = app.text("filtersAndPaths");
    const { payload } = app.model;
    const reset = isFiltered(app) && button(app.text("reset"), () => app.update({ hidden: nothingHidden(), minSupport: 0, focus: null }), { class: "small", "data-key": "reset" });
    const lists = FACET_LISTS.map(([facet, list]) => /** @type {const} */ ([facet, occurring(app, facet, payload[list])]));
    const classes = lists[0][1];
    // What a comparison colours is its legend, first and always open.
    const sides = isComparison(app.model) && element("fieldset", { id: "sides", class: "legend" }, element("legend", {}, app.text("report")), ...choices(app, "report", payload.reports));
    fill(box, sides,
      classes.length > 0 && element("fieldset", { id: "legend", class: "legend" }, element("legend", {}, app.text("class")), ...choices(app, "class", classes)),
      ...lists.slice(1).filter(([facet, all]) => all.length > 1 && !(sides && facet === "report")).map(([facet, all]) => facetOf(app, facet, all, open)),
      supportField(app), sizeField(app), reset);
  };
  app.listen((changed) => {
    if (["language", "hidden", "minSupport", "focus", "measure", "community"].some((name) => changed.has(/** @type {keyof State} */ (name)))) draw();
  });
  draw();
}
