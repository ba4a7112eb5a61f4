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

/** What Python writes into the page. */
export interface Site {
  base: string;                       // what the IRIs of the project begin with
  language: "en" | "zh";
  prefixes: Record<string, string>;   // prefix -> namespace
  questions: Record<string, { text: string; layers: string[] }>;
  text: string;                       // the query that the page opens with
}

/** From, to, and the label of a line in the graph. */
export type Link = [string, string, string];

/** Pixels to the right and down. */
export type Place = [number, number];
