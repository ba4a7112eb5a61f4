// Answers for spreadsheets.

import { columnsOf, numberOf, rowsOf, short } from "./answer.js";

/** @import { Answer, Term } from "./types.d.ts" */

const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** @param {Term | undefined} term */
function csvCell(term) {
  const text = short(term, {});
  if (Number.isFinite(numberOf(term))) return text.trim();
  // An apostrophe keeps a spreadsheet from taking a text for a formula.
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Rows as CSV with a byte order mark, without which Excel takes UTF-8 for the machine's own code page.
 * @param {Answer} answer
 */
export function csvText(answer) {
  const columns = columnsOf(answer);
  const lines = [columns, ...rowsOf(answer).map((row) => columns.map((name) => csvCell(row[name])))];
  return `\ufeff${lines.map((line) => `${line.join(",")}\r\n`).join("")}`;
}
