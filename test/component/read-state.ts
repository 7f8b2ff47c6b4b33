import { getApp } from "../../src-renderer/state/app.svelte.ts";
import { getCatalog } from "../../src-renderer/state/catalog.svelte.ts";
import { getChat } from "../../src-renderer/state/chat.svelte.ts";
import { getDownloads } from "../../src-renderer/state/downloads.svelte.ts";
import { getLadder } from "../../src-renderer/state/ladder.svelte.ts";
import { getSuggestions, getSuggestionsShown } from "../../src-renderer/state/suggestions.svelte.ts";
import { getWhatIf } from "../../src-renderer/state/what-if.svelte.ts";
import { getAnnouncer, getToasts } from "../../src-renderer/ui/index.ts";

/** Must run while a component is being made, inside one that called `provideState`. */
export function readState() {
  return {
    app: getApp(),
    catalog: getCatalog(),
    chat: getChat(),
    ladder: getLadder(),
    downloads: getDownloads(),
    suggestions: getSuggestions(),
    suggestionsShown: getSuggestionsShown(),
    whatIf: getWhatIf(),
    toasts: getToasts(),
    announcer: getAnnouncer(),
  };
}
export type StateHandles = ReturnType<typeof readState>;
