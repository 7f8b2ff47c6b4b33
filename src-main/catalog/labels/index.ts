export { type FileName, readFileName } from "./file-name.ts";
export { parseQuantLabel, type QuantLabel } from "./quant-label.ts";
export { type HeaderLabel, labelFromHeader } from "./label-from-header.ts";
export { readLabel } from "./read-label.ts";
