// The export menu: files of what is shown or selected, and texts for the clipboard.

/** @import { App, EdgeData, NodeData } from "./types.d.ts" */
/** @import { Stage } from "./canvas.js" */

import { button, element, fill } from "./dom.js";
import { csvText, linkRows, nodeRows } from "./csv.js";
import { linksOf } from "./model.js";
import { pngOf } from "./png.js";
import { copy } from "./proof.js";
import { sparqlOf } from "./sparql.js";
import { pictureOf, svgText } from "./svg.js";
import { turtleOf } from "./turtle.js";

/** @typedef {{ word: string, run: () => void | Promise<void>, chosen?: boolean }} Choice chosen: needs a selection */

/**
 * The selection: a link with its ends, or an item with its visible links and their other ends.
 * @param {App} app
 * @returns {{ nodes: NodeData[], edges: EdgeData[] } | null}
 */
export function chosenOf(app) {
  const { model, state, visible } = app;
  if (!state.selection) return null;
  const { kind, id } = state.selection;
  const edge = model.edge.get(id);
  const edges = kind === "node" ? linksOf(model, id).filter((link) => visible.edgeIds.has(link.id)) : edge ? [edge] : [];
  const ids = new Set([...(kind === "node" ? [id] : []), ...edges.flatMap(({ source, target, via }) => [source, target, ...(via ? [via] : [])])]);
  return { nodes: model.payload.nodes.filter((node) => ids.has(node.id)), edges };
}

/**
 * A name for a file: of the title what every file system takes.
 * @param {string} title
 * @param {string} ending
 */
export function fileName(title, ending) {
  const safe = title.replace(/[^\p{Letter}\p{Number}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 60);
  return `${safe || "graph"}${ending}`;
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = element("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** The menu button and its menu, by the pattern of the ARIA Authoring Practices. */
class Exports {
  /** @param {HTMLElement} root @param {App} app @param {Stage} stage */
  constructor(root, app, stage) {
    this.app = app;
    this.stage = stage;
    this.trigger = button("", () => this.toggle(), { id: "export", "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": "export-menu" });
    this.menu = element("div", { id: "export-menu", class: "menu", role: "menu", "aria-labelledby": "export", hidden: true });
    this.box = element("div", { class: "menu-box" }, this.trigger, this.menu);
    root.append(this.box);
    this.trigger.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      this.open(event.key === "ArrowUp" ? -1 : 0);
    });
    this.menu.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.box.contains(event.relatedTarget))) this.close();
    });
  }

  /** @returns {Choice[]} */
  choices() {
    const { app } = this;
    const file = (/** @type {string} */ text, /** @type {string} */ type, /** @type {string} */ ending) => this.file(new Blob([text], { type: `${type};charset=utf-8` }), ending);
    const query = (/** @type {EdgeData[] | undefined} */ edges) => copy(app, sparqlOf(app, edges), this.box, app.text("sparqlCopied"));
    return [
      { word: "exportPng", run: () => this.picture(true) },
      { word: "exportSvg", run: () => this.picture(false) },
      { word: "exportLinks", run: () => file(csvText(linkRows(app, app.visible.edges)), "text/csv", "-links.csv") },
      { word: "exportItems", run: () => file(csvText(nodeRows(app, app.visible.nodes)), "text/csv", "-items.csv") },
      { word: "exportTurtle", run: () => file(turtleOf(app, app.visible), "text/turtle", ".ttl") },
      { word: "exportChosenTurtle", chosen: true, run: () => file(turtleOf(app, chosenOf(app) ?? app.visible), "text/turtle", "-selection.ttl") },
      { word: "exportSparql", run: () => query(undefined) },
      { word: "exportChosenSparql", chosen: true, run: () => query(chosenOf(app)?.edges) },
    ];
  }

  /** @param {Blob} blob @param {string} ending */
  file(blob, ending) {
    const name = fileName(this.app.model.payload.title, ending);
    save(blob, name);
    this.app.announce(this.app.text("exported", name));
  }

  /** @param {boolean} pixels */
  async picture(pixels) {
    const picture = pictureOf(this.app, this.stage, new Date());
    const text = svgText(picture);
    if (pixels) this.file(await pngOf(text, Number(picture.getAttribute("width")), Number(picture.getAttribute("height"))), ".png");
    else this.file(new Blob([text], { type: "image/svg+xml" }), ".svg");
  }

  speak() {
    this.trigger.textContent = this.app.text("export");
    fill(this.menu, ...this.choices().map((choice) => {
      const off = choice.chosen === true && this.app.state.selection === null;
      return button(this.app.text(choice.word), () => { if (!off) void this.run(choice); },
        { role: "menuitem", tabindex: "-1", "aria-disabled": off && "true", "data-export": choice.word });
    }));
  }

  /** @param {Choice} choice */
  async run(choice) {
    this.close();
    this.trigger.focus();
    try {
      await choice.run();
    } catch (error) {
      this.app.announce(this.app.text("exportFailed", error instanceof Error ? error.message : String(error)));
    }
  }

  items() {
    return /** @type {HTMLElement[]} */ ([...this.menu.children]);
  }

  toggle() {
    if (this.menu.hidden) this.open(0);
    else this.close();
  }

  /** @param {number} place of the item that gets the focus; -1 is the last */
  open(place) {
    this.speak();
    this.menu.hidden = false;
    this.trigger.setAttribute("aria-expanded", "true");
    this.items().at(place)?.focus();
  }

  close() {
    this.menu.hidden = true;
    this.trigger.setAttribute("aria-expanded", "false");
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const items = this.items();
    const at = items.findIndex((item) => item === document.activeElement);
    const places = /** @type {Record<string, number>} */ ({ ArrowDown: (at + 1) % items.length, ArrowUp: at - 1, Home: 0, End: -1 });
    if (event.key === "Escape") {
      this.close();
      this.trigger.focus();
    } else if (event.key in places) {
      items.at(places[event.key])?.focus();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && event.key !== " ") {
      const later = [...items.slice(at + 1), ...items.slice(0, at + 1)];
      later.find((item) => item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {Stage} stage
 */
export function mountExporting(root, app, stage) {
  const exports = new Exports(root, app, stage);
  app.listen((changed) => {
    if (changed.has("language") || changed.has("selection")) exports.speak();
  });
  exports.speak();
}
