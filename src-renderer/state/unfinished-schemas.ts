import { SvelteMap } from "svelte/reactivity";

interface Unfinished {
  /** The schema that is kept, in whose place this is written. */
  of: string;
  text: string;
}

/** Schemas that are written by hand and cannot be used yet, by their conversations; null stands for the one that is not yet one. */
export class UnfinishedSchemas {
  readonly #texts = new SvelteMap<string | null, Unfinished>();

  /** Null where nothing is being written in the place of this schema. */
  get(conversationId: string | null, schema: string): string | null {
    const found = this.#texts.get(conversationId);
    return found?.of === schema ? found.text : null;
  }

  /** `text`: null where it is finished, or given up. */
  set(conversationId: string | null, schema: string, text: string | null): void {
    if (text === null) this.#texts.delete(conversationId);
    else this.#texts.set(conversationId, { of: schema, text });
  }
}
