// node export.mjs PAYLOAD turtle|sparql STATE: the export of a page in this state, and the links that are visible, as JSON.
import { chosenOf } from "../../src/fingraph/explorer/assets/exporting.js";
import { sparqlOf } from "../../src/fingraph/explorer/assets/sparql.js";
import { turtleOf } from "../../src/fingraph/explorer/assets/turtle.js";
import { appOf, hiding, readPayload } from "./page_data.mjs";

const [file, kind, given] = process.argv.slice(2);
const { hidden, ...state } = JSON.parse(given);
const app = appOf(readPayload(file), { ...state, hidden: hiding(hidden ?? {}) });
const chosen = chosenOf(app);
const text = kind === "turtle" ? turtleOf(app, chosen ?? app.visible) : sparqlOf(app, chosen?.edges);
process.stdout.write(JSON.stringify({ text, edges: chosen?.edges ?? app.visible.edges }));
