// The one way into the page: elements, attributes and text nodes. Nothing here, or anywhere, turns a string into HTML.

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Record<string, unknown>} Attributes */

const SVG = "http://www.w3.org/2000/svg";
const SAFE_ATTRIBUTE = /^(?:aria-[a-z]+|data-[a-z-]+|[a-z][a-zA-Z0-9-]*)$/;

/**
 * @param {Element} node
 * @param {Attributes} attributes functions become listeners, true an empty attribute, false and null none
 */
function decorate(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.replace(/^on/, ""), /** @type {EventListener} */ (value));
    else if (name === "style" || name === "srcdoc" || name.startsWith("on") || !SAFE_ATTRIBUTE.test(name)) throw new Error(`attribute ${name}`);
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @param {Child[]} children @returns {(Node | string)[]} */
function present(children) {
  return /** @type {(Node | string)[]} */ (children.filter((child) => child !== null && child !== undefined && child !== false));
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  decorate(node, attributes);
  node.append(...present(children));
  return node;
}

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[Name]}
 */
export function svgElement(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  decorate(node, attributes);
  node.append(...present(children));
  return /** @type {SVGElementTagNameMap[Name]} */ (node);
}

/** @param {string} id @returns {HTMLElement} */
export function byId(id) {
  const node = document.getElementById(id);
  if (!node) throw new Error(`the page has no #${id}`);
  return node;
}

/**
 * A button that is a button.
 * @param {Child} content
 * @param {(event: Event) => void} onclick
 * @param {Attributes} [attributes]
 */
export function button(content, onclick, attributes = {}) {
  return element("button", { type: "button", onclick, ...attributes }, content);
}

/**
 * Text that comes from data, kept apart from the direction of the text around it.
 * @param {string} text
 * @param {Attributes} [attributes]
 */
export function said(text, attributes = {}) {
  return element("bdi", attributes, text);
}

/**
 * A link with its host shown if the text is an http or https address, else the text.
 * @param {string} text
 * @param {string} [name] what to show instead of the address
 * @returns {HTMLElement}
 */
export function outsideLink(text, name = "") {
  const url = addressOf(text);
  if (!url) return said(name ? `${name} (${text})` : text);
  const shown = name ? [said(name), ` (${url.host})`] : [said(text)];
  return element("a", { href: url.href, rel: "noopener noreferrer", target: "_blank" }, ...shown);
}

/** @param {string} text @returns {URL | null} an address that may be linked to */
function addressOf(text) {
  if (!/^https?:\/\//i.test(text)) return null;
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/**
 * A text at most so many characters long.
 * @param {string} text
 * @param {number} most
 */
export function shortened(text, most) {
  const characters = text.length > most ? Array.from(text.slice(0, 2 * most)) : [];
  return characters.length > most ? `${characters.slice(0, most - 1).join("").trimEnd()}…` : text;
}

/**
 * Replaces the children of an element, without losing the keyboard focus if a new child has the same data-key.
 * @param {HTMLElement} root
 * @param {...Child} children
 */
export function fill(root, ...children) {
  const active = document.activeElement;
  const key = active instanceof HTMLElement && root.contains(active) ? active.dataset.key : undefined;
  root.replaceChildren(...present(children));
  if (key === undefined) return;
  const heir = [...root.querySelectorAll("[data-key]")].find((node) => /** @type {HTMLElement} */ (node).dataset.key === key);
  if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
}

/** @type {Record<string, string>} */
const SHAPES = {
  star: "M8 .6 10.2 5.6 15.6 6.1 11.5 9.7 12.7 15 8 12.2 3.3 15 4.5 9.7 .4 6.1 5.8 5.6Z",
  dot: "M8 1.8A6.2 6.2 0 1 1 8 14.2 6.2 6.2 0 1 1 8 1.8Z",
  square: "M2.4 2.4H13.6V13.6H2.4Z",
  triangle: "M8 1.6 15 14H1Z",
  triangleDown: "M8 14.4 1 2H15Z",
  diamond: "M8 .8 14.6 8 8 15.2 1.4 8Z",
  hexagon: "M4.4 1.9H11.6L15.2 8 11.6 14.1H4.4L.8 8Z",
};

/**
 * The line of a side of a comparison, for legends.
 * @param {{ colour: string, dashes: number[] }} look
 */
export function lineIcon({ colour, dashes }) {
  const line = { d: "M1 8H31", stroke: /^#[0-9a-f]{6}$/i.test(colour) ? colour : "#5a5a5a", "stroke-width": 3, "stroke-dasharray": dashes.length > 0 && dashes.join(" ") };
  return svgElement("svg", { class: "icon", viewBox: "0 0 32 16", width: 28, height: 14, "aria-hidden": "true", focusable: "false" },
    svgElement("path", line));
}

/**
 * The mark of a class as it is drawn in the graph, for legends and lists.
 * @param {{ shape: string, colour: string, filled: boolean }} look
 */
export function classIcon(look) {
  const colour = /^#[0-9a-f]{6}$/i.test(look.colour) ? look.colour : "#5a5a5a";
  const paint = { fill: look.filled ? colour : "none", stroke: colour, "stroke-width": look.filled ? 0 : 2 };
  return svgElement("svg", { class: "icon", viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": "true", focusable: "false" },
    svgElement("path", { d: SHAPES[look.shape] ?? SHAPES.dot, ...paint }));
}
