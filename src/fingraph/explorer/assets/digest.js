// SHA-256 (FIPS 180-4), since the browser's own is asynchronous and missing in sandboxed frames.

/** @param {(n: number) => number} power of a prime, whose fraction's first 32 bits are taken @param {number} count */
function fractions(power, count) {
  const found = [];
  for (let candidate = 2; found.length < count; candidate += 1) {
    let prime = true;
    for (let divisor = 2; divisor * divisor <= candidate; divisor += 1) prime &&= candidate % divisor !== 0;
    if (prime) found.push(Math.floor((power(candidate) % 1) * 2 ** 32) | 0);
  }
  return found;
}

const ROUND_CONSTANTS = fractions(Math.cbrt, 64);
const FIRST_STATE = fractions(Math.sqrt, 8);

/** @param {number} word @param {number} places */
function rotated(word, places) {
  return (word >>> places) | (word << (32 - places));
}

/** @param {Uint8Array} bytes @returns {DataView} the bytes, a one, zeros, and their number of bits */
function padded(bytes) {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 4, bytes.length * 8);
  return view;
}

/** @param {DataView} view @param {number} start @returns {Int32Array} the message schedule of a block */
function schedule(view, start) {
  const words = new Int32Array(64);
  for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(start + 4 * i);
  for (let i = 16; i < 64; i += 1) {
    const [before, last] = [words[i - 15], words[i - 2]];
    const low = rotated(before, 7) ^ rotated(before, 18) ^ (before >>> 3);
    const high = rotated(last, 17) ^ rotated(last, 19) ^ (last >>> 10);
    words[i] = words[i - 16] + low + words[i - 7] + high;
  }
  return words;
}

/** @param {number[]} state @param {Int32Array} words @returns {number[]} the state after a block */
function compressed(state, words) {
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const mixed = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const first = (h + mixed + ((e & f) ^ (~e & g)) + ROUND_CONSTANTS[i] + words[i]) | 0;
    const second = ((rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  return [a, b, c, d, e, f, g, h].map((word, i) => (word + state[i]) | 0);
}

/**
 * @param {string} text below 256 MB
 * @returns {string} 64 hexadecimal digits of its UTF-8
 */
export function sha256(text) {
  const view = padded(new TextEncoder().encode(text));
  let state = FIRST_STATE;
  for (let start = 0; start < view.byteLength; start += 64) state = compressed(state, schedule(view, start));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
