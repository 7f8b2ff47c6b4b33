export { default as ExplainedTerm } from "./ExplainedTerm.svelte";
