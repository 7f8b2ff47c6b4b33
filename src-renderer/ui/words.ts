import { createContext } from "svelte";
import type { WindowWords } from "../../src-shared/words/index.ts";

/** What the primitives say by themselves, in the window's language of the moment. */
export const [getUiWords, setUiWords] = createContext<{ readonly words: WindowWords["ui"] }>();
