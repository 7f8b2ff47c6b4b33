import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import type { Draft } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { maxTypedChars } from "./pasted-text.ts";

/** A crash loses at most this much of what is being typed. */
const keepMs = 400;
const nothing: Draft = { text: "", pasted: "" };

/** What is in the composer of each conversation and was not sent; null stands for one that is not yet a conversation. Main keeps it. */
export class Drafts {
  readonly #bridge: Bridge;
  /** Those that were read from main or written here. */
  readonly #drafts = new SvelteMap<string | null, Draft>();
  /** Those that main does not have as they are here. */
  #waiting: { id: string | null; timer: ReturnType<typeof setTimeout> }[] = [];

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  of(id: string | null): Draft {
    return this.#drafts.get(id) ?? nothing;
  }

  set(id: string | null, change: Partial<Draft>): void {
    const draft = { ...this.of(id), ...change };
    this.#drafts.set(id, draft);
    this.#endWait(id);
    this.#waiting.push({ id, timer: setTimeout(() => this.#keep(id), keepMs) });
  }

  /** At once: a question that was sent must not come back after a crash. */
  clear(id: string | null): void {
    this.set(id, nothing);
    this.#keep(id);
  }

  /** Before what was typed since, if anything was; what is too long for a field stands beside it. */
  giveBack(id: string | null, text: string): void {
    const place = text.length > maxTypedChars ? "pasted" : "text";
    const since = this.of(id)[place];
    this.set(id, { [place]: since === "" ? text : `${text}\n\n${since}` });
  }

  /** Brings back what was typed before the application ended, unless something has been typed since. */
  async restore(id: string | null): Promise<void> {
    // What asks for it is not to run again when it comes.
    const isKnown = (): boolean => untrack(() => this.#drafts.has(id));
    if (isKnown()) return;
    try {
      const kept = await this.#bridge.chat.draft({ conversationId: id });
      if (!isKnown()) this.#drafts.set(id, kept);
    } catch {
      // The conversation itself cannot be read either, and says so.
    }
  }

  /** Of a conversation that is gone. */
  forget(id: string): void {
    this.#endWait(id);
    this.#drafts.delete(id);
  }

  /** The window goes: nothing waits any longer. */
  flush(): void {
    for (const { id } of this.#waiting) this.#keep(id);
  }

  #keep(id: string | null): void {
    this.#endWait(id);
    // What a full disk does not take now it takes with the next letter.
    this.#bridge.chat.keepDraft({ conversationId: id, ...this.of(id) }).catch(() => undefined);
  }

  #endWait(id: string | null): void {
    for (const one of this.#waiting) if (one.id === id) clearTimeout(one.timer);
    this.#waiting = this.#waiting.filter((one) => one.id !== id);
  }
}
