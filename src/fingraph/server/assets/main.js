import { rowsOf } from "./answer.js";
import { csvText } from "./csv.js";
import { byId, element } from "./dom.js";
import { fromTriples } from "./triples.js";
import { chartView, graphView, tableView } from "./views.js";
import { word } from "./words.js";

/** @import { Answer, Shown, Site } from "./types.d.ts" */

/** @type {Record<string, (answer: Answer, site: Site) => Element>} */
const VIEWS = { table: tableView, chart: chartView, graph: graphView };
const ROWS = { JSON: "application/sparql-results+json", XML: "application/sparql-results+xml", CSV: "text/csv", TSV: "text/tab-separated-values" };
const GRAPHS = { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" };
/** @type {Record<string, string>} */
const TYPES = { ...ROWS, ...GRAPHS };
/** @type {Record<string, string>} */
const ENDINGS = { JSON: "json", XML: "xml", CSV: "csv", TSV: "tsv", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" };
const ACCEPT = `${ROWS.JSON}, ${GRAPHS["N-Triples"]}`;
/** Longer addresses are refused by browsers or cut by what they are pasted into. */
const LONGEST_ADDRESS = 100_000;

/** @type {Site} */
const site = JSON.parse(byId("content", "script").text);
const [form, question, text] = [byId("asking", "form"), byId("question", "select"), byId("text", "textarea")];
const [stop, format, language] = [byId("stop", "button"), byId("format", "select"), byId("language", "a")];
const [status, results] = [byId("status", "span"), byId("results", "section")];
const layers = [...document.querySelectorAll("[name=layer]")].map((box) => /** @type {HTMLInputElement} */ (box));
const views = [...document.querySelectorAll("[data-view]")].map((button) => /** @type {HTMLElement} */ (button));
/** @type {Shown} */
let shown = { asked: new URLSearchParams(), text: "", type: "", answer: { head: {} } };
/** @type {AbortController | null} */
let running = null;
let view = "table";

/**
 * Does one thing at a time: what begins ends what runs, and an end that comes late changes nothing.
 * @param {string} said while it runs
 * @param {(signal: AbortSignal) => Promise<() => string>} work returns what shows its outcome and says it
 */
async function alone(said, work) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  stop.hidden = false;
  status.textContent = said;
  try {
    const finish = await work(mine.signal);
    if (running === mine) status.textContent = finish();
  } catch (error) {
    if (running === mine) status.textContent = explain(error);
  } finally {
    if (running === mine) rest();
  }
}

function rest() {
  running = null;
  stop.hidden = true;
}

/** @param {unknown} error */
function explain(error) {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return word("stopped");
  return error instanceof TypeError ? word("unreachable") : error.message;
}

/**
 * Sends a query and returns the response; what the server refuses is thrown as its line.
 * @param {URLSearchParams} asked
 * @param {string} accept
 * @param {AbortSignal} signal
 */
async function send(asked, accept, signal) {
  const response = await fetch("/sparql", { method: "POST", body: asked, headers: { Accept: accept }, signal });
  if (!response.ok) throw new Error((await response.text()).trim());
  return response;
}

function run() {
  const asked = written();
  const start = performance.now();
  results.hidden = true;
  remember(asked);
  return alone(word("running"), async (signal) => {
    const response = await send(asked, ACCEPT, signal);
    const came = await response.text();
    const isGraph = Boolean(response.headers.get("Content-Type")?.startsWith(GRAPHS["N-Triples"]));
    const answer = isGraph ? fromTriples(came) : JSON.parse(came);
    const cut = response.headers.has("X-SPARQL-MaxRows") ? ` (${word("cut")})` : "";
    return () => {
      shown = { asked, text: came, type: isGraph ? "N-Triples" : "JSON", answer };
      const number = answer.boolean === undefined ? `${rowsOf(answer).length} ${word(isGraph ? "triples" : "rows")}${cut}, ` : "";
      const formats = isGraph ? GRAPHS : answer.boolean === undefined ? ROWS : { JSON: ROWS.JSON, XML: ROWS.XML };
      format.replaceChildren(...Object.keys(formats).map((name) => element("option", {}, name)));
      byId("asked", "pre").textContent = asked.get("query");
      results.hidden = false;
      show();
      return `${number}${Math.round(performance.now() - start)} ms`;
    };
  });
}

function show() {
  for (const button of views) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  byId("view", "div").replaceChildren(VIEWS[view](shown.answer, site));
}

function download() {
  const [name, before] = [format.value, status.textContent ?? ""];
  return alone(word("saving"), async (signal) => {
    const content = await saved(name, signal);
    return () => {
      const link = element("a", { href: URL.createObjectURL(content), download: `answer.${ENDINGS[name]}` });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      return before;
    };
  });
}

/** @param {string} name what is shown, in a format; only those that are not at hand are asked for @param {AbortSignal} signal */
async function saved(name, signal) {
  if (name === shown.type) return new Blob([shown.text], { type: TYPES[name] });
  if (name === "CSV") return new Blob([csvText(shown.answer)], { type: TYPES[name] });
  return (await send(shown.asked, TYPES[name], signal)).blob();
}

/** What stands in the form, as a request. */
function written() {
  return new URLSearchParams([["query", text.value], ...layers.filter((box) => box.checked).map((box) => ["layer", box.value])]);
}

/** @param {URLSearchParams} asked as a fragment, with the view */
function fragment(asked) {
  const all = new URLSearchParams([...asked, ...view === "table" ? [] : [["view", view]]]).toString();
  return all.length > LONGEST_ADDRESS ? "" : `#${all}`;
}

/** @param {URLSearchParams} asked stands in the address from now on */
function remember(asked) {
  history.replaceState(null, "", `${location.pathname}${location.search}${fragment(asked)}`);
  follow();
}

/** Lets the link to the other language lead to what stands in the form. */
function follow() {
  language.hash = fragment(written());
}

/** @param {string} query @param {string[]} read puts a query into the form; what was shown or runs belongs to another */
function fill(query, read) {
  running?.abort();
  rest();
  results.hidden = true;
  status.textContent = "";
  text.value = query;
  for (const box of layers) box.checked = read.includes(box.value);
  follow();
}

/** Puts what stands in the address into the form; it is not run, since whoever made the address may be anyone. */
function open() {
  const kept = new URLSearchParams(location.hash.slice(1));
  const [query, chosen] = [kept.get("query") ?? site.text, kept.get("view") ?? ""];
  view = Object.hasOwn(VIEWS, chosen) ? chosen : "table";
  fill(query, kept.getAll("layer"));
  question.value = Object.keys(site.questions).find((name) => site.questions[name].text === query) ?? "";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});
form.addEventListener("input", follow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void run();
});
question.addEventListener("change", () => {
  const named = site.questions[question.value];
  if (named) fill(named.text, named.layers);
});
stop.addEventListener("click", () => running?.abort());
byId("download", "button").addEventListener("click", () => void download());
for (const button of views) {
  button.addEventListener("click", () => {
    view = button.dataset.view ?? "table";
    show();
    remember(shown.asked);
  });
}
window.addEventListener("hashchange", open);
open();
