// Text for spreadsheets.

const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** @param {string} text which no spreadsheet takes for a formula, by an apostrophe before it */
export function plainCell(text) {
  return FORMULA.test(text) ? `'${text}` : text;
}

/**
 * Rows as CSV with a byte order mark, without which Excel takes UTF-8 for the machine's own code page.
 * @param {string[][]} rows
 * @returns {string}
 */
export function csvOf(rows) {
  return `\ufeff${rows.map((row) => `${row.map(csvCell).join(",")}\r\n`).join("")}`;
}

/** @param {string} cell */
function csvCell(cell) {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
