// Builds the page from its data and mounts its parts.

import { byId } from "./dom.js";
import { createModel } from "./model.js";
import { createApp, initialState } from "./state.js";
import { known, mountHash, stateOf } from "./hash.js";
import { mountSearch, nodeEntries } from "./search.js";
import { mountFilters } from "./filters.js";
import { mountCanvas } from "./canvas.js";
import { mountLabels } from "./labels.js";
import { mountPath } from "./path.js";
import { mountPanel } from "./panel.js";
import { mountStatus } from "./status.js";
import { mountPointer } from "./pointer.js";
import { mountKeyboard } from "./keyboard.js";
import { mountToolbar } from "./toolbar.js";
import { mountTable } from "./table.js";
import { mountMatrix } from "./matrix.js";
import { mountLayers } from "./layers.js";
import { mountExporting } from "./exporting.js";
import { mountCoverage } from "./coverage.js";
import { chunk } from "./chunks.js";
import { Atlas, mountOverview } from "./overview.js";

/** @import { App, Model, State } from "./types.d.ts" */
/** @import { Entry } from "./search.js" */
/** @import { Stage } from "./canvas.js" */

/** @param {App} app the theme stands at the root, where the style sheets look for it */
function mountTheme(app) {
  const apply = () => { document.documentElement.dataset.theme = app.state.theme; };
  app.listen((changed) => { if (changed.has("theme")) apply(); });
  apply();
}

/**
 * @param {App} app
 * @param {Model} model
 * @param {Atlas | null} atlas
 * @returns {(state: State) => void} what goes to a state, and to the community it is in
 */
function traveller(app, model, atlas) {
  return (state) => {
    const community = atlas?.has(state.community) ? state.community : "";
    if (!atlas || community === app.state.community) app.update(known({ ...state, community }, model));
    else void atlas.open(app, community, { ...state, selection: null, focus: null, path: null }).then(() => app.update(known({ ...state, community }, model)));
  };
}

/**
 * @param {App} app
 * @param {Stage} stage
 * @param {Atlas | null} atlas
 * @returns {(entry: Entry) => Promise<void>} what selects an item that was searched for
 */
function picker(app, stage, atlas) {
  return async ({ id, community }) => {
    if (atlas && !app.model.node.has(id)) await atlas.open(app, community);
    app.update({ view: "graph", selection: { kind: "node", id } });
    stage.centreOn(id);
  };
}

async function start() {
  const model = createModel(await chunk("data"));
  const atlas = model.payload.overview ? new Atlas(model) : null;
  const usual = initialState(model.payload, navigator.language);
  const wanted = stateOf(location.hash, usual);
  const live = byId("live");
  const app = createApp(model, known({ ...wanted, community: "" }, model), (message) => { live.textContent = message; });
  const travel = traveller(app, model, atlas);
  const open = (/** @type {string} */ id) => {
    if (!atlas || app.state.community || !atlas.has(id)) return false;
    void atlas.open(app, id);
    return true;
  };

  document.documentElement.dataset.ready = "";
  mountTheme(app);
  mountPanel(byId("details"), app);
  // What takes room stands before the canvas, so that it is drawn once.
  mountToolbar(app, usual);
  mountFilters(byId("filters"), app);
  mountStatus(byId("chips"), byId("count"), app);
  const stage = mountCanvas(byId("graph"), app);
  mountLabels(app, stage);
  mountPath(byId("pathfinder"), app, stage);
  if (atlas) mountOverview(byId("chips"), app, atlas);
  mountPointer(byId("graph"), app, stage, (id) => { if (!open(id)) app.update({ focus: { id, hops: 1 }, camera: null }); });
  mountKeyboard(byId("graph"), app, stage, open);
  mountSearch(app, () => (atlas ? atlas.entries() : nodeEntries(app)), (entry) => { void picker(app, stage, atlas)(entry); });
  mountTable(byId("table"), app);
  mountMatrix(byId("matrix"), app);
  mountLayers(byId("layers"), app);
  mountExporting(byId("exporting"), app, stage);
  mountCoverage(app, (id) => {
    app.update({ view: "graph", selection: { kind: "node", id } });
    stage.centreOn(id);
  });
  mountHash(app, usual, travel);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => stage.recolour());
  if (wanted.community) travel(wanted);
}

/** @param {unknown} error what keeps the page from more than its picture */
function failed(error) {
  byId("failure").hidden = false;
  throw error;
}

requestAnimationFrame(() => setTimeout(() => { start().catch(failed); })); // after the picture that stands in the page has been painted
