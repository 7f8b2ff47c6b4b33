/** One prompt, several variants: their answers side by side, blind votes, and what the votes say. */
export { Comparisons, type ComparisonsOptions } from "./comparisons.ts";
