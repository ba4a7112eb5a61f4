import { fromTriples, rowsOf } from "./answer.js";
import { byId, element } from "./dom.js";
import { chartView, graphView, tableView } from "./views.js";
import { word } from "./words.js";

/** @import { Answer, Site } from "./types.d.ts" */

/** @type {Record<string, (answer: Answer, site: Site) => Element>} */
const VIEWS = { table: tableView, chart: chartView, graph: graphView };
const ROWS = { JSON: "application/sparql-results+json", XML: "application/sparql-results+xml", CSV: "text/csv", TSV: "text/tab-separated-values" };
const GRAPHS = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };
/** @type {Record<string, string>} */
const TYPES = { ...ROWS, ...GRAPHS };
/** @type {Record<string, string>} */
const ENDINGS = { JSON: "json", XML: "xml", CSV: "csv", TSV: "tsv", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" };
const ACCEPT = `${ROWS.JSON}, application/n-triples`;

/** @type {Site} */
const site = JSON.parse(byId("content", "script").text);
const [text, stop, format] = [byId("text", "textarea"), byId("stop", "button"), byId("format", "select")];
const [status, results] = [byId("status", "span"), byId("results", "section")];
const layers = [...document.querySelectorAll("[name=layer]")].map((box) => /** @type {HTMLInputElement} */ (box));
const views = [...document.querySelectorAll("[data-view]")].map((button) => /** @type {HTMLElement} */ (button));
let asked = new URLSearchParams();
/** @type {Answer} */
let answer = { head: {} };
/** @type {AbortController | null} */
let running = null;
let view = "table";

/** @param {string} accept sends the query on and returns the response; what the server refuses is thrown as its line */
async function send(accept) {
  running = new AbortController();
  const response = await fetch("/sparql", { method: "POST", body: asked, headers: { Accept: accept }, signal: running.signal });
  if (!response.ok) throw new Error((await response.text()).trim());
  return response;
}

function show() {
  for (const button of views) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  byId("view", "div").replaceChildren(VIEWS[view](answer, site));
}

/** @param {unknown} error */
function explain(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return word("stopped");
  return error instanceof TypeError ? word("unreachable") : error.message;
}

async function run() {
  const read = layers.filter((box) => box.checked).map((box) => ["layer", box.value]);
  asked = new URLSearchParams([["query", text.value], ...read]);
  stop.hidden = false;
  status.textContent = word("running");
  const start = performance.now();
  try {
    const response = await send(ACCEPT);
    const isGraph = response.headers.get("Content-Type")?.startsWith("application/n-triples");
    answer = isGraph ? fromTriples(await response.text()) : await response.json();
    const cut = response.headers.has("X-SPARQL-MaxRows") ? ` (${word("cut")})` : "";
    const number = answer.boolean === undefined ? `${rowsOf(answer).length} ${word(isGraph ? "triples" : "rows")}${cut}, ` : "";
    status.textContent = `${number}${Math.round(performance.now() - start)} ms`;
    const formats = isGraph ? GRAPHS : answer.boolean === undefined ? ROWS : { JSON: ROWS.JSON, XML: ROWS.XML };
    format.replaceChildren(...Object.keys(formats).map((name) => element("option", {}, name)));
    results.hidden = false;
    show();
  } catch (error) {
    results.hidden = true;
    status.textContent = explain(error);
  } finally {
    stop.hidden = true;
  }
}

async function download() {
  const name = format.value;
  try {
    const response = await send(TYPES[name]);
    const link = element("a", { href: URL.createObjectURL(await response.blob()), download: `answer.${ENDINGS[name]}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (error) {
    status.textContent = explain(error);
  }
}

/** @param {string} name */
function choose(name) {
  const named = site.questions[name];
  if (!named) return;
  text.value = named.text;
  for (const box of layers) box.checked = named.layers.includes(box.value);
}

byId("asking", "form").addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run();
});
byId("question", "select").addEventListener("change", (event) => choose(/** @type {HTMLSelectElement} */ (event.target).value));
stop.addEventListener("click", () => running?.abort());
byId("download", "button").addEventListener("click", () => void download());
for (const button of views) {
  button.addEventListener("click", () => {
    view = button.dataset.view ?? "table";
    show();
  });
}
text.value = site.text;
