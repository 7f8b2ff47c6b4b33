export { type FileName, readFileName } from "./file-name.ts";
export { canonicalLabel, parseQuantLabel, type QuantLabel } from "./quant-label.ts";
export { readLabel } from "./read-label.ts";
