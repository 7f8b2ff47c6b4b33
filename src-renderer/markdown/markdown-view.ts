import { createContext } from "svelte";

/** What the parts of one answer share. */
export interface MarkdownView {
  /** Called when a part begins to wait for the worker, and when it has what it waited for. */
  busy(change: 1 | -1): void;
  onlink(url: string): void;
}

export const [getMarkdownView, setMarkdownView] = createContext<MarkdownView>();
