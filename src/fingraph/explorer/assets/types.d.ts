// What the page is made of: the data that Python writes into it, and what the modules share. Checked by `tsc`, never shipped.

/** A text in both languages. */
export interface Pair { en: string; zh: string }

/** A value that can be filtered by: class, relation, trend, modality, layer, report or community. */
export interface Category extends Pair { id: string }

export interface ClassCategory extends Category {
  colour: string;      // #rrggbb, told apart by the colour-blind
  shape: string;       // of vis-network
  filled: boolean;
  glyph: string;
}

/** A report; what a comparison colours has a look. */
export interface ReportCategory extends Category {
  colour?: string;     // #rrggbb, told apart by the colour-blind
  dashes?: number[];   // px of line and gap; [] for a whole line
}

export interface Interval { value: number; low: number; high: number; rank: number; rankLow: number; rankHigh: number; rankWorst: number | null; top: number }

export interface NodeData {
  id: string;                     // CURIE
  class: string;                  // id of a class
  label: Pair;
  synonyms: string[];             // both languages
  definition: Pair | null;
  trends: string[];               // ids of trends
  community: string;              // id of a community
  report: string;                 // id of a report with a look, in a comparison; else ""
  x: number; y: number;           // whole pixels
  size: number;                   // radius of the mark
  ranks: Record<string, Interval>;            // measure -> rank with intervals; {} if none was computed
  facts: { relation: Pair; value: string; source: string }[];   // outside facts, source is a URL or text
  attributes: Record<string, string | number>; // whatever else the user's own graph has
  highlighted: boolean;           // by --query
}

export interface EvidenceData {
  sentence: string;               // "caict-2025.T01.S02"
  trend: string;                  // id of a trend
  page: number;                   // of the document, from 1; 0 if it has none
  start: number; end: number;     // code points in the rendition; -1 if unknown
  modality: string; basis: string;
  gist: Pair;                     // generated from labels
  qualifiers: { name: Pair; value: Pair; id: string }[];   // in sector, in scenario, by actor
  quotation: { text: string; marks: [number, number][] } | null;   // only with the user's own --source; marks in UTF-16 units
}

export interface EdgeData {
  id: string;                     // stable key
  source: string; target: string; // node ids
  relation: string;               // id of a relation; "" for a path of two (label says it)
  label: Pair;
  layer: string;                  // stated | inferred | facts | co-occurrence
  report: string;
  modalities: string[]; bases: string[];
  support: number;
  evidence: EvidenceData[];
  via: string;                    // node id between the ends of a path, or ""
  rule: string; premises: string[];   // of inferred links: rule, and sentences of the premises
  shared: string[];               // of co-occurrences
  highlighted: boolean;
}

export interface Payload {
  version: 1;
  title: string;
  summary: Pair;                // what the projection counts
  projection: string;
  directed: boolean;
  language: "" | "en" | "zh";     // "" = the reader's
  citation: Pair;                 // of the report(s) and of the page
  measures: (Category & { meaning: Pair })[];    // those in ranks, first is the default
  classes: ClassCategory[];
  relations: Category[]; trends: Category[]; modalities: Category[]; layers: Category[]; reports: ReportCategory[]; communities: Category[];
  bases: Category[]; rules: Category[];
  nodes: NodeData[];
  edges: EdgeData[];
  coverage: Coverage[];           // of the reports; [] for a page without that panel
  highlight: Pair | null;         // what was highlighted (the query's question)
  prefixes: Record<string, string>;   // prefix -> namespace, for Turtle and SPARQL
  overview: Overview | null;      // instead of nodes and edges, for more than 3,000 nodes
}

/** What the annotation of a report covers and leaves out. */
export interface Coverage {
  report: string;
  title: Pair;
  counts: (Pair & { number: number })[];
  trends: { label: Pair; sentences: number; silent: number; links: Record<string, number> }[];   // modality -> links
  gaps: (Pair & { entries: { sentence: string; item: string; label: Pair | null }[] })[];        // one of sentence and item may be ""
}

/** Communities as nodes; members come from gzip+base64 chunks in <script type="text/plain" id="chunk-ID">. */
export interface Overview {
  nodes: { id: string; label: Pair; x: number; y: number; size: number; members: number }[];
  edges: { source: string; target: string; links: number }[];
  total: { nodes: number; edges: number };
  search: string;                 // id of the chunk with [node id, en, zh, synonyms, community id][]
}

export type FacetName = "class" | "relation" | "trend" | "modality" | "layer" | "report" | "community";

/** Payload with its indexes (model.js). */
export interface Model {
  payload: Payload;
  node: Map<string, NodeData>;
  edge: Map<string, EdgeData>;
  out: Map<string, EdgeData[]>;   // node id -> edges from it
  in: Map<string, EdgeData[]>;
  category(facet: FacetName | "basis" | "rule" | "measure", id: string): Category;   // one that says the id if unknown
}

export type View = "graph" | "table" | "matrix" | "layers";

/** All that a permalink keeps (state.js). */
export interface State {
  language: "en" | "zh";
  theme: "light" | "dark" | "system";
  view: View;
  hidden: Record<FacetName, Set<string>>;   // ids that are filtered out
  minSupport: number;
  selection: { kind: "node" | "edge"; id: string } | null;
  focus: { id: string; hops: 1 | 2 | 3 } | null;
  path: { from: string; to: string } | null; // to is "" until the other end is chosen
  measure: string;                // that the sizes of marks stand for; "" = support
  community: string;              // opened in an overview, or ""
  camera: { x: number; y: number; scale: number } | null;
}

/** What is not filtered out (visible.js): recomputed once for each change of state. */
export interface Visible { nodes: NodeData[]; edges: EdgeData[]; nodeIds: Set<string>; edgeIds: Set<string> }

/** Handed to every part of the page (main.js). */
export interface App {
  model: Model;
  state: State;                                   // read it; change it by update()
  visible: Visible;
  update(patch: Partial<State>): void;            // changes state, visible and the hash, then tells all listeners
  listen(listener: (changed: Set<keyof State>) => void): void;
  text(key: string, ...values: (string | number)[]): string;   // the page's own words in the language of the state
  in(pair: Pair): string;                         // a text in that language, the other where it is empty
  announce(message: string): void;                // polite live region
}
