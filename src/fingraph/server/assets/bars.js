// Which numbers of an answer a chart shows, and how far its bars go.

import { columnsOf, isNumeric, numberOf, rowsOf } from "./answer.js";

/** @import { Answer, Bars } from "./types.d.ts" */

/**
 * The rows that have a number in the column of numbers: the first one, but the last one if the first column has numbers too, as
 * years have their values behind them.
 * @param {Answer} answer
 * @returns {Bars | null} null without such a column
 */
export function barsOf(answer) {
  const [columns, rows] = [columnsOf(answer), rowsOf(answer)];
  const numeric = columns.filter((name) => {
    return rows.every(({ [name]: term }) => !term || isNumeric(term)) && rows.some((row) => Number.isFinite(numberOf(row[name])));
  });
  const number = numeric[0] === columns[0] ? numeric[numeric.length - 1] : numeric[0];
  if (!number) return null;
  const bars = rows.map((row) => ({ row, value: numberOf(row[number]) })).filter(({ value }) => Number.isFinite(value));
  return { number, names: columns.filter((name) => name !== number), bars, bare: rows.length - bars.length };
}

/**
 * Where bars begin, and how long they are, in percent: from the line of zero to the right, or to the left if below it.
 * @param {number[]} values
 */
export function scaled(values) {
  const [least, most] = [Math.min(0, ...values), Math.max(0, ...values)];
  const percent = (/** @type {number} */ value) => (100 * value) / (most - least || 1);
  const zero = percent(Math.abs(least));
  return { zero, spans: values.map((value) => ({ start: zero + percent(Math.min(0, value)), length: percent(Math.abs(value)) })) };
}
