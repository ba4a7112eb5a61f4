// The table view: items and links as two tables that can be sorted, the full alternative to the picture.

/** @import { App, EdgeData, NodeData, State } from "./types.d.ts" */

import { button, classIcon, element, fill, said, shortened } from "./dom.js";
import { classOf, nameOf } from "./model.js";
import { shortTrend } from "./matrix.js";
import { otherLanguage } from "./state.js";
import { trendsOf } from "./visible.js";

const STEP = 150; // rows that are made before the page may do something else
const LONGEST_CELL = 300;

/** @typedef {{ key: string, name: string, value: (item: any) => string | number, cell: (item: any) => (Node | string)[], most?: boolean }} TableColumn value: what is sorted by; most: largest first */
/** @typedef {{ key: string, down: boolean }} SortOrder */

/**
 * Items in the order of a column; empty values last, ties as they were.
 * @template Item
 * @param {Item[]} items
 * @param {(item: Item) => string | number} value
 * @param {boolean} down from the largest to the smallest
 * @param {string} language
 * @returns {Item[]}
 */
export function sortedBy(items, value, down, language) {
  const collator = new Intl.Collator(language === "zh" ? "zh-Hans-u-co-pinyin" : "en", { numeric: true });
  const keyed = items.map((item) => ({ item, key: value(item) }));
  const compare = (/** @type {string | number} */ one, /** @type {string | number} */ other) =>
    typeof one === "number" && typeof other === "number" ? one - other : collator.compare(String(one), String(other));
  return keyed.sort((one, other) => {
    if (one.key === "" || other.key === "") return Number(one.key === "") - Number(other.key === "");
    return (down ? -1 : 1) * compare(one.key, other.key);
  }).map(({ item }) => item);
}

/** Shows one of the two tables. */
class Tables {
  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.root = root;
    this.app = app;
    /** @type {"nodes" | "links"} */
    this.kind = "nodes";
    /** @type {Record<"nodes" | "links", SortOrder>} what is linked or supported most comes first */
    this.order = { nodes: { key: "links", down: true }, links: { key: "support", down: true } };
    this.turn = 0; // a later one ends the making of rows of an earlier one
    /** @type {Map<string, HTMLElement>} */
    this.rows = new Map();
  }

  /** @returns {TableColumn[]} */
  nodeColumns() {
    const { app } = this;
    const degree = new Map();
    for (const edge of app.visible.edges) for (const id of new Set([edge.source, edge.target])) degree.set(id, (degree.get(id) ?? 0) + 1);
    const category = (/** @type {"class" | "community"} */ facet) => (/** @type {NodeData} */ node) => app.in(app.model.category(facet, node[facet]));
    return [
      { key: "name", name: app.text("tableItem"), value: (/** @type {NodeData} */ node) => nameOf(app, node.id), cell: (/** @type {NodeData} */ node) => this.named(node, { kind: "node", id: node.id }) },
      { key: "class", name: app.text("class"), value: category("class"), cell: (/** @type {NodeData} */ node) => [
        element("span", { class: "row-head" }, classIcon(classOf(app.model, node.class)), said(category("class")(node)))] },
      { key: "trends", name: app.text("trends"), value: (/** @type {NodeData} */ node) => node.trends.map(shortTrend).join(" "), cell: (/** @type {NodeData} */ node) => [said(node.trends.map(shortTrend).join(", "))] },
      { key: "links", name: app.text("links"), value: (/** @type {NodeData} */ node) => degree.get(node.id) ?? 0, cell: (/** @type {NodeData} */ node) => [String(degree.get(node.id) ?? 0)], most: true },
      ...app.model.payload.measures.map((measure) => ({
        key: measure.id, name: `${app.text("tableRank")}: ${app.in(measure)}`,
        value: (/** @type {NodeData} */ node) => node.ranks[measure.id]?.rank ?? "", cell: (/** @type {NodeData} */ node) => rankCell(node, measure.id),
      })),
      { key: "community", name: app.text("community"), value: category("community"), cell: (/** @type {NodeData} */ node) => [said(shortened(category("community")(node), LONGEST_CELL))] },
    ].filter(({ key }) => key !== "trends" || app.model.payload.trends.length > 0);
  }

  /** @returns {TableColumn[]} */
  linkColumns() {
    const { app } = this;
    const names = (/** @type {"layer" | "modality"} */ facet, /** @type {string[]} */ ids) => ids.map((id) => app.in(app.model.category(facet, id))).join(", ");
    return [
      { key: "source", name: app.text("from"), value: (edge) => nameOf(app, edge.source), cell: (edge) => this.end(edge.source) },
      { key: "relation", name: app.text("relation"), value: (edge) => app.in(edge.label), cell: (edge) => this.named(edge, { kind: "edge", id: edge.id }) },
      { key: "target", name: app.text("to"), value: (edge) => nameOf(app, edge.target), cell: (edge) => this.end(edge.target) },
      { key: "support", name: app.text("support"), value: (edge) => edge.support, cell: (edge) => [String(edge.support)], most: true },
      { key: "modality", name: app.text("modality"), value: (edge) => names("modality", edge.modalities), cell: (edge) => [names("modality", edge.modalities)] },
      { key: "layer", name: app.text("layer"), value: (edge) => names("layer", [edge.layer]), cell: (edge) => [names("layer", [edge.layer])] },
      { key: "trend", name: app.text("trends"), value: (edge) => trendsOf(edge).map(shortTrend).join(" "), cell: (edge) => [said(trendsOf(edge).map(shortTrend).join(", "))] },
      { key: "evidence", name: app.text("evidence"), value: (edge) => edge.evidence[0]?.sentence ?? "", cell: (edge) => [this.evidence(edge)] },
    ];
  }

  /** @param {{ label: import("./types.d.ts").Pair, id: string }} item @param {NonNullable<State["selection"]>} selection */
  named(item, selection) {
    const { app } = this;
    const other = otherLanguage(app, item.label);
    return [
      button(said(shortened(app.in(item.label) || item.id, LONGEST_CELL)), () => app.update({ selection }), { class: "link row-name", "data-key": `${selection.kind} ${item.id}` }),
      ...(other ? [element("span", { class: "twin quiet", lang: app.state.language === "en" ? "zh-Hans" : "en" }, said(shortened(other, LONGEST_CELL)))] : []),
    ];
  }

  /** @param {string} id */
  end(id) {
    const { app } = this;
    const node = app.model.node.get(id);
    if (!node) return [said(id)];
    const other = otherLanguage(app, node.label);
    return [said(shortened(nameOf(app, id), LONGEST_CELL)),
      ...(other ? [element("span", { class: "twin quiet", lang: app.state.language === "en" ? "zh-Hans" : "en" }, said(shortened(other, LONGEST_CELL)))] : [])];
  }

  /** @param {EdgeData} edge */
  evidence(edge) {
    if (!edge.evidence.length) return element("span", { class: "quiet" }, this.app.text("noEvidence"));
    return element("ul", { class: "plain" }, ...edge.evidence.map((sentence) => element("li", {},
      element("span", { class: "quiet" }, said(sentence.sentence)), " ", said(shortened(this.app.in(sentence.gist), LONGEST_CELL)))));
  }

  render() {
    const { app } = this;
    const links = this.kind === "links";
    const columns = links ? this.linkColumns() : this.nodeColumns();
    const order = this.order[this.kind];
    const column = columns.find(({ key }) => key === order.key);
    /** @type {(NodeData | EdgeData)[]} */
    const items = links ? app.visible.edges : app.visible.nodes;
    const sorted = column ? sortedBy(items, column.value, order.down, app.state.language) : items;
    const whole = links ? app.model.edge.size : app.model.node.size;
    const body = element("tbody");
    const caption = app.text(links ? "tableLinks" : "tableItems", items.length, whole);
    fill(this.root, this.chooser(), items.length === 0 && element("p", {}, app.text(whole ? "emptyFilter" : "empty")),
      element("div", { class: "table-box", tabindex: "0", role: "region", "aria-label": caption },
        element("table", { class: "listing", "aria-rowcount": items.length + 1 }, element("caption", {}, element("span", {}, caption)),
          element("thead", {}, element("tr", {}, ...columns.map((each) => this.head(each)))), body)));
    this.rows.clear();
    this.turn += 1;
    this.addRows(body, sorted, columns, this.turn);
  }

  chooser() {
    const { app } = this;
    const choose = (/** @type {"nodes" | "links"} */ kind, /** @type {string} */ word) => button(app.text(word), () => { this.kind = kind; this.render(); },
      { "aria-pressed": String(this.kind === kind), "data-key": `kind ${kind}` });
    return element("div", { class: "view-head" }, element("h2", {}, app.text("viewTable")),
      element("div", { class: "segments", role: "group", "aria-label": app.text("viewTable") }, choose("nodes", "tableShowItems"), choose("links", "tableShowLinks")));
  }

  /** @param {TableColumn} column */
  head({ key, name, most }) {
    const order = this.order[this.kind];
    const active = order.key === key;
    const sort = active ? (order.down ? "descending" : "ascending") : "none";
    const turn = () => {
      this.order[this.kind] = { key, down: active ? !order.down : most === true };
      this.render();
      this.app.announce(this.app.text(this.order[this.kind].down ? "tableSortedDown" : "tableSortedUp", name));
    };
    const arrow = element("span", { class: "sort", "aria-hidden": "true" }, active ? (order.down ? "▼" : "▲") : "↕");
    return element("th", { scope: "col", "aria-sort": sort }, button(element("span", {}, name, " ", arrow), turn, { class: "bare", "data-key": `sort ${key}` }));
  }

  /** @param {HTMLElement} body @param {(NodeData | EdgeData)[]} items @param {TableColumn[]} columns @param {number} turn @param {number} [start] */
  addRows(body, items, columns, turn, start = 0) {
    if (turn !== this.turn) return;
    body.append(...items.slice(start, start + STEP).map((item) => this.row(item, columns)));
    this.mark();
    if (start + STEP < items.length) setTimeout(() => this.addRows(body, items, columns, turn, start + STEP));
  }

  /** @param {NodeData | EdgeData} item @param {TableColumn[]} columns */
  row(item, columns) {
    const kind = "source" in item ? "edge" : "node";
    const row = element("tr", {
      onclick: (/** @type {Event} */ event) => {
        // A click into a row selects it, but not the end of marking a text to copy it.
        if (event.target instanceof Element && !event.target.closest("button") && String(getSelection()) === "") {
          this.app.update({ selection: { kind, id: item.id } });
        }
      },
    }, ...columns.map((column, place) => element(place === (kind === "edge" ? 1 : 0) ? "th" : "td",
      { scope: place === (kind === "edge" ? 1 : 0) && "row", class: column.most && "number" }, ...column.cell(item))));
    this.rows.set(`${kind} ${item.id}`, row);
    return row;
  }

  /** Shows which row is selected. */
  mark() {
    const { selection } = this.app.state;
    this.root.querySelector("tr[aria-current]")?.removeAttribute("aria-current");
    if (selection) this.rows.get(`${selection.kind} ${selection.id}`)?.setAttribute("aria-current", "true");
  }
}

/** @param {NodeData} node @param {string} measure */
function rankCell(node, measure) {
  const rank = node.ranks[measure];
  return rank ? [String(rank.rank), element("span", { class: "quiet" }, ` (${Math.round(rank.rankLow)}–${Math.round(rank.rankHigh)})`)] : [];
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export function mountTable(root, app) {
  const tables = new Tables(root, app);
  let stale = true;
  const show = (/** @type {Set<keyof State>} */ changed) => {
    stale ||= ["language", "hidden", "minSupport", "focus", "community"].some((name) => changed.has(/** @type {keyof State} */ (name)));
    if (app.state.view !== "table") return;
    if (stale) tables.render();
    else if (changed.has("selection")) tables.mark();
    stale = false;
  };
  app.listen(show);
  show(new Set());
}
