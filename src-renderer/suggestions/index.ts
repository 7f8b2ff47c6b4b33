export { default as BandLabel } from "./BandLabel.svelte";
export { default as BandSources } from "./BandSources.svelte";
export { default as JobChoice } from "./JobChoice.svelte";
export { default as SuggestionCard } from "./SuggestionCard.svelte";
export { default as SuggestionPicks } from "./SuggestionPicks.svelte";
