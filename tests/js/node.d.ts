// What the tests use of Node. Node's own types would give the page's timers Node's type.
declare module "node:test" {
  export default function test(name: string, run: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
  const assert: {
    ok(value: unknown, message?: string): void;
    equal(actual: unknown, expected: unknown, message?: string): void;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    throws(run: () => unknown, error?: RegExp): void;
  };
  export default assert;
}
declare module "node:fs" {
  export function readFileSync(path: string | URL, encoding: "utf8"): string;
  export function readdirSync(path: string | URL): string[];
}
declare module "node:crypto" {
  export function createHash(name: string): { update(text: string): { digest(encoding: "hex"): string } };
}
declare const process: { argv: string[]; stdout: { write(text: string): void } };
