export { copyText } from "./copy-text.ts";
export { default as LongText } from "./LongText.svelte";
export { default as Markdown } from "./Markdown.svelte";
export { default as Thinking } from "./Thinking.svelte";
