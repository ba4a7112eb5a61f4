// What the inlined engine defines.
declare const vis: any;
