// Answers for spreadsheets.

import { csvOf, plainCell } from "../../explorer/assets/spreadsheet.js";
import { columnsOf, numberOf, rowsOf, short } from "./answer.js";

/** @import { Answer, Term } from "./types.d.ts" */

/** @param {Answer} answer */
export function csvText(answer) {
  const columns = columnsOf(answer);
  return csvOf([columns.map(plainCell), ...rowsOf(answer).map((row) => columns.map((name) => cell(row[name])))]);
}

/** @param {Term | undefined} term a number as it is written, so that no digit is lost */
function cell(term) {
  const text = short(term, {});
  return Number.isFinite(numberOf(term)) ? text.trim() : plainCell(text);
}
