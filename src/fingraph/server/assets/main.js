import { fromTriples, rowsOf } from "./answer.js";
import { byId, element } from "./dom.js";
import { chartView, graphView, tableView } from "./views.js";
import { word } from "./words.js";

const VIEWS = { table: tableView, chart: chartView, graph: graphView };
const ROWS = { JSON: "application/sparql-results+json", XML: "application/sparql-results+xml", CSV: "text/csv", TSV: "text/tab-separated-values" };
const GRAPHS = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };
const ENDINGS = { JSON: "json", XML: "xml", CSV: "csv", TSV: "tsv", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" };
const ACCEPT = `${ROWS.JSON}, application/n-triples`;

const site = JSON.parse(byId("content").textContent);
let asked = new URLSearchParams();
let answer = null;
let running = null;
let view = "table";

/** Sends the query on and returns the response; what the server refuses is thrown as its line. */
async function send(accept) {
  running = new AbortController();
  const response = await fetch("/sparql", { method: "POST", body: asked, headers: { Accept: accept }, signal: running.signal });
  if (!response.ok) throw new Error((await response.text()).trim());
  return response;
}

function show() {
  for (const button of document.querySelectorAll("[data-view]")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  byId("view").replaceChildren(VIEWS[view](answer, site));
}

async function run() {
  const layers = [...document.querySelectorAll("[name=layer]:checked")].map((box) => ["layer", box.value]);
  asked = new URLSearchParams([["query", byId("text").value], ...layers]);
  byId("stop").hidden = false;
  byId("status").textContent = word("running");
  const start = performance.now();
  try {
    const response = await send(ACCEPT);
    const isGraph = response.headers.get("Content-Type").startsWith("application/n-triples");
    answer = isGraph ? fromTriples(await response.text()) : await response.json();
    const cut = response.headers.has("X-SPARQL-MaxRows") ? ` (${word("cut")})` : "";
    const number = answer.boolean === undefined ? `${rowsOf(answer).length} ${word(isGraph ? "triples" : "rows")}${cut}, ` : "";
    byId("status").textContent = `${number}${Math.round(performance.now() - start)} ms`;
    const formats = isGraph ? GRAPHS : answer.boolean === undefined ? ROWS : { JSON: ROWS.JSON, XML: ROWS.XML };
    byId("format").replaceChildren(...Object.keys(formats).map((name) => element("option", {}, name)));
    byId("results").hidden = false;
    show();
  } catch (error) {
    byId("results").hidden = true;
    byId("status").textContent = error.name === "AbortError" ? word("stopped") : error instanceof TypeError ? word("unreachable") : error.message;
  } finally {
    byId("stop").hidden = true;
  }
}

async function download() {
  const name = byId("format").value;
  try {
    const response = await send({ ...ROWS, ...GRAPHS }[name]);
    const link = element("a", { href: URL.createObjectURL(await response.blob()), download: `answer.${ENDINGS[name]}` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  } catch (error) {
    byId("status").textContent = error instanceof TypeError ? word("unreachable") : error.message;
  }
}

function choose(name) {
  const named = site.questions[name];
  if (!named) return;
  byId("text").value = named.text;
  for (const box of document.querySelectorAll("[name=layer]")) box.checked = named.layers.includes(box.value);
}

byId("asking").addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
byId("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run();
});
byId("question").addEventListener("change", (event) => choose(event.target.value));
byId("stop").addEventListener("click", () => running?.abort());
byId("download").addEventListener("click", download);
for (const button of document.querySelectorAll("[data-view]")) {
  button.addEventListener("click", () => {
    view = button.dataset.view;
    show();
  });
}
byId("text").value = site.text;
