// What the scripts of the page to ask share. Checked by `tsc`, never shipped.

export interface Resource { type: "uri" | "bnode"; value: string }
export interface Literal { type: "literal"; value: string; "xml:lang"?: string; datatype?: string }
export interface TripleTerm { type: "triple"; value: { subject: Term; predicate: Term; object: Term } }

/** A term of SPARQL Results JSON. */
export type Term = Resource | Literal | TripleTerm;

/** Variable -> term; one that is not bound is missing. */
export type Row = Record<string, Term | undefined>;

/** SPARQL Results JSON; boolean for ASK, else vars and rows. */
export interface Answer { head: { vars?: string[] }; boolean?: boolean; results?: { bindings: Row[] } }

/** What the results show: the request, the answer as it came, and what it says. */
export interface Shown { asked: URLSearchParams; text: string; type: string; answer: Answer }

/** What Python writes into the page. */
export interface Site {
  base: string;                       // what the IRIs of the project begin with
  item: string;                       // regular expression of what follows in those of items, which have a page each
  language: "en" | "zh";
  prefixes: Record<string, string>;   // prefix -> namespace
  questions: Record<string, { text: string; layers: string[] }>;
  text: string;                       // the query that the page opens with
}

/** Rows with their numbers. */
export interface Bars {
  number: string;                     // the column of numbers
  names: string[];                    // the other columns
  bars: { row: Row; value: number }[];
  bare: number;                       // rows without a number
}

/** Keys of two nodes, and the property between them. */
export interface Link { source: string; target: string; label: Term | undefined }

export interface Network {
  nodes: Map<string, Resource>;       // those that are drawn, by their keys
  links: Link[];                      // between them
  total: number;                      // nodes that the answer has
}

/** Pixels to the right and down. */
export type Place = [number, number];
export interface Size { width: number; height: number }
export interface Box extends Size { x: number; y: number }
