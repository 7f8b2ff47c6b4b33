export { type GroupedFiles, groupVariants, UNLABELLED } from "./group-variants.ts";
