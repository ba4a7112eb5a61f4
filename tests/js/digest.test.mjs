import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";

import { sha256 } from "../../src/fingraph/explorer/assets/digest.js";

test("digests are SHA-256, at every length around the ends of blocks", () => {
  for (let length = 0; length < 200; length += 1) {
    const text = "政x".repeat(length).slice(0, length);
    assert.equal(sha256(text), createHash("sha256").update(text).digest("hex"), `length ${length}`);
  }
});
