// The details of what is selected: an item, a link, or the path.

import { button, classIcon, element, fill, outsideLink, said, shortened, svgElement } from "./dom.js";
import { classOf, linksOf, nameOf, sentenceOf } from "./model.js";
import { otherLanguage } from "./state.js";
import { linkButton, nodeButton, verb } from "./ties.js";
import { proofCard } from "./proof.js";
import { whyCentral } from "./central.js";
import { pathSteps, pathSummary } from "./path.js";

/** @import { App, EdgeData, FacetName, NodeData, State } from "./types.d.ts" */

const WIDE_WINDOW = 1700; // px of a window from which the panel is open at first
const LONGEST_TITLE = 600; // characters; of all longer ones the start will do
const STARTERS = 8; // items to start with

/** @param {(string | Node | false | null)[][]} rows term and descriptions, left out where there is none */
function termList(rows) {
  const parts = rows.map(([term, ...values]) => [term, values.filter((value) => value)]).filter(([, values]) => /** @type {unknown[]} */ (values).length > 0);
  if (parts.length === 0) return null;
  return element("dl", {}, ...parts.flatMap(([term, values]) =>
    [element("dt", {}, /** @type {string} */ (term)), ...(/** @type {Node[]} */ (values)).map((value) => element("dd", {}, value))]));
}

/**
 * @param {App} app
 * @param {FacetName | "basis" | "rule"} facet
 * @param {string[]} ids
 */
function names(app, facet, ids) {
  const found = ids.filter(Boolean).map((id) => app.in(app.model.category(facet, id)));
  return found.length > 0 && said(found.join(app.state.language === "zh" ? "、" : "; "));
}

/**
 * The heading of the panel.
 * @param {App} app
 * @param {HTMLElement | string} kind
 * @param {string} title
 * @param {string} twin the title in the other language
 * @param {boolean} [hidden] for screen readers alone, since what follows shows the same
 */
function top(app, kind, title, twin, hidden = false) {
  const cross = svgElement("svg", { viewBox: "0 0 14 14", "aria-hidden": "true" }, svgElement("path", { d: "M2 2 12 12M12 2 2 12" }));
  return element("div", { class: "top" },
    element("div", {}, element("p", { class: "kind" }, kind), element("h2", { class: hidden && "unseen" }, said(shortened(title, LONGEST_TITLE))),
      twin && element("p", { class: "twin", lang: app.state.language === "en" ? "zh-Hans" : "en" }, said(shortened(twin, LONGEST_TITLE)))),
    button(cross, (event) => closePanel(app, event), { class: "close", "aria-label": app.text("close"), "data-key": "close" }));
}

/** @param {App} app @param {Event} event */
function closePanel(app, event) {
  const root = /** @type {HTMLElement} */ (event.currentTarget).closest("#details");
  if (root instanceof HTMLElement) root.hidden = true;
  app.update({ selection: null, path: null });
  document.getElementById("graph")?.focus();
}

/** @param {App} app @param {NodeData} node */
function actions(app, node) {
  const { focus, path } = app.state;
  const hops = /** @type {const} */ ([1, 2, 3]).map((count) => {
    const on = focus?.id === node.id && focus.hops === count;
    return button(count.toLocaleString(), () => app.update({ focus: on ? null : { id: node.id, hops: count }, camera: null }),
      { class: "small", "aria-pressed": on, "aria-label": app.text("focusOn", count), "data-key": `focus ${count}` });
  });
  const from = button(app.text("pathFrom"), () => app.update({ path: { from: node.id, to: "" } }), { class: "small", "data-key": "path from" });
  const start = path?.from ?? "";
  const to = start && start !== node.id
    && button(app.text("pathTo", shortened(nameOf(app, start), 30)), () => app.update({ path: { from: start, to: node.id }, selection: null }), { class: "small", "data-key": "path to" });
  return element("div", { class: "row acts" }, element("span", { class: "quiet" }, app.text("focus")), element("span", { class: "segments" }, ...hops), from, to);
}

/**
 * Links in one direction, grouped by relation.
 * @param {App} app
 * @param {string} heading
 * @param {EdgeData[]} edges
 * @param {string} id of the node whose they are
 */
function ties(app, heading, edges, id) {
  if (edges.length === 0) return null;
  /** @type {Map<string, EdgeData[]>} */
  const groups = new Map();
  for (const edge of edges) groups.set(app.in(edge.label), [...(groups.get(app.in(edge.label)) ?? []), edge]);
  const ordered = [...groups].sort((one, other) => other[1].length - one[1].length || (one[0] < other[0] ? -1 : 1));
  return element("section", {}, element("h3", {}, `${heading} (${edges.length})`), ...ordered.flatMap(([label, group]) => [
    element("h4", {}, said(shortened(label, 200))),
    element("ul", { class: "ties" }, ...group.map((edge) => element("li", {}, nodeButton(app, edge.source === id ? edge.target : edge.source), linkButton(app, edge)))),
  ]));
}

/** @param {App} app @param {NodeData} node */
function nodeDetails(app, node) {
  const { model } = app;
  const { directed } = model.payload;
  const out = model.out.get(node.id) ?? [];
  const into = (model.in.get(node.id) ?? []).filter((edge) => !directed || edge.source !== node.id);
  const look = classOf(model, node.class);
  const attributes = Object.entries(node.attributes);
  return [
    top(app, element("span", { class: "kind" }, classIcon(look), said(app.in(look) || node.class)), app.in(node.label) || node.id, otherLanguage(app, node.label)),
    !app.visible.nodeIds.has(node.id) && element("p", { class: "quiet" }, app.text("filteredOut")),
    node.definition && element("p", {}, said(app.in(node.definition))),
    termList([
      [app.text("synonyms"), node.synonyms.length > 0 && said(node.synonyms.join(app.state.language === "zh" ? "、" : ", "))],
      [app.text("trends"), names(app, "trend", node.trends)],
      [app.text("community"), names(app, "community", [node.community])],
      [app.text("id"), said(node.id)],
    ]),
    actions(app, node),
    ...(directed ? [ties(app, app.text("linksFrom"), out, node.id), ties(app, app.text("linksTo"), into, node.id)] : [ties(app, app.text("links"), linksOf(model, node.id), node.id)]),
    whyCentral(app, node),
    node.facts.length > 0 && element("section", {}, element("h3", {}, app.text("facts")),
      termList(node.facts.map((fact) => [app.in(fact.relation), element("span", {}, said(fact.value), fact.source ? " · " : "", fact.source && outsideLink(fact.source, app.text("source")))]))),
    attributes.length > 0 && element("section", {}, element("h3", {}, app.text("attributes")),
      termList(attributes.map(([name, value]) => [name, outsideLink(shortened(String(value), 5 * LONGEST_TITLE))]))),
  ];
}

/**
 * What an inferred link rests on: the stated links, and the sentences that state them.
 * @param {App} app
 * @param {EdgeData} edge
 */
function premises(app, edge) {
  const rests = (/** @type {EdgeData} */ other) => other.layer !== edge.layer && other.evidence.some((record) =>
    edge.evidence.some(({ sentence, gist }) => sentence === record.sentence && gist.en === record.gist.en));
  const stated = app.model.payload.edges.filter(rests);
  return element("section", {}, element("h3", {}, app.text("premises")),
    element("p", { class: "quiet" }, said(edge.premises.join(app.state.language === "zh" ? "、" : ", "))),
    element("ul", { class: "ties" }, ...stated.map((other) => element("li", {}, said(shortened(sentenceOf(app, other), 300)), linkButton(app, other)))));
}

/** @param {App} app @param {EdgeData} edge */
function edgeDetails(app, edge) {
  const { directed } = app.model.payload;
  return [
    top(app, app.text("linkOf", app.in(app.model.category("layer", edge.layer))), sentenceOf(app, edge), "", true),
    !app.visible.edgeIds.has(edge.id) && element("p", { class: "quiet" }, app.text("filteredOut")),
    element("div", { class: "ends" }, nodeButton(app, edge.source), verb(app, edge, directed ? "down" : "none", otherLanguage(app, edge.label)), nodeButton(app, edge.target)),
    termList([
      [app.text("modality"), names(app, "modality", edge.modalities)],
      [app.text("basis"), names(app, "basis", edge.bases)],
      [app.text("support"), edge.support.toLocaleString(app.state.language)],
      [app.text("report"), names(app, "report", [edge.report])],
      [app.text("via"), edge.via !== "" && nodeButton(app, edge.via)],
      [app.text("inferredBy"), names(app, "rule", [edge.rule])],
      [app.text("shares"), ...edge.shared.map((value) => (app.model.node.has(value) ? nodeButton(app, value) : said(sharedName(app, value))))],
      [app.text("id"), edge.relation !== "" && said(edge.relation)],
    ]),
    edge.layer === "inferred" && premises(app, edge),
    element("section", {}, element("h3", {}, `${app.text("evidence")} (${edge.evidence.length})`),
      ...(edge.evidence.length > 0 ? edge.evidence.map((sentence) => proofCard(app, sentence)) : [element("p", { class: "quiet" }, app.text("noEvidence"))])),
  ];
}

/** @param {App} app @param {string} value a shared trend or another thing @returns {string} */
function sharedName(app, value) {
  const id = value.replace(/^trend:/, "");
  const trend = app.model.category("trend", id);
  return trend.en === id ? value : app.in(trend);
}

/** @param {App} app */
function startDetails(app) {
  const first = [...app.visible.nodes].sort((one, other) => other.size - one.size || (one.id < other.id ? -1 : 1)).slice(0, STARTERS);
  return [
    top(app, "", app.text("details"), ""), element("p", {}, app.text("hint")),
    first.length > 0 && element("section", {}, element("h3", {}, app.text("startWith")), element("ul", { class: "ties" }, ...first.map((node) => element("li", {}, nodeButton(app, node.id))))),
  ];
}

/** @param {App} app */
function pathDetails(app) {
  const { from, to } = /** @type {NonNullable<State["path"]>} */ (app.state.path);
  return [top(app, app.text("path"), app.text("pathBetween", nameOf(app, from), nameOf(app, to)), ""), element("p", {}, pathSummary(app)), element("section", {}, pathSteps(app))];
}

/** @param {App} app */
function content(app) {
  const { selection, path } = app.state;
  const node = selection?.kind === "node" && app.model.node.get(selection.id);
  if (node) return nodeDetails(app, node);
  const edge = selection?.kind === "edge" && app.model.edge.get(selection.id);
  if (edge) return edgeDetails(app, edge);
  return path?.to ? pathDetails(app) : startDetails(app);
}

/** @param {App} app @returns {string} what is selected, for the live region */
export function selectionSummary(app) {
  const { selection } = app.state;
  const node = selection?.kind === "node" && app.model.node.get(selection.id);
  if (node) return app.text("selectedNode", shortened(app.in(node.label), 200), app.in(classOf(app.model, node.class)), linksOf(app.model, node.id).length);
  const edge = selection?.kind === "edge" && app.model.edge.get(selection.id);
  return edge ? app.text("selectedEdge", shortened(sentenceOf(app, edge), 300), edge.evidence.length) : app.text("cleared");
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export function mountPanel(root, app) {
  root.hidden = !app.state.selection && !app.state.path?.to && innerWidth < WIDE_WINDOW;
  const draw = () => { if (!root.hidden) fill(root, ...content(app)); };
  app.listen((changed) => {
    if (changed.has("selection") || changed.has("path")) {
      if (app.state.selection || app.state.path?.to) root.hidden = false;
      root.scrollTop = 0;
    }
    if (["selection", "path", "language", "hidden", "minSupport", "focus", "community"].some((name) => changed.has(/** @type {keyof State} */ (name)))) draw();
    if (changed.has("selection")) app.announce(selectionSummary(app));
  });
  draw();
}
