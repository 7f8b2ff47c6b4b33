export { copyText } from "./copy-text.ts";
export { default as Markdown } from "./Markdown.svelte";
export { reasoningShare } from "./reasoning-share.ts";
