export { default as JobChoice } from "./JobChoice.svelte";
export { default as SuggestionCard } from "./SuggestionCard.svelte";
export { default as SuggestionPicks } from "./SuggestionPicks.svelte";
