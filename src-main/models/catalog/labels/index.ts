export { type FileName, readFileName } from "./file-name.ts";
export { parseQuantLabel, type QuantLabel } from "./quant-label.ts";
export { type HeaderLabel, labelFromHeader, typeOfLabel } from "./label-from-header.ts";
export { modelNameOf, readLabel } from "./read-label.ts";
