import { untrack } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { type Draft, noDraft } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { KeepSoon } from "./keep-soon.ts";
import { maxTypedChars } from "./pasted-text.ts";

/** What is in the composer of each conversation and was not sent; null stands for one that is not yet a conversation. Main keeps it. */
export class Drafts {
  readonly #bridge: Bridge;
  /** Those that were read from main or written here. */
  readonly #drafts = new SvelteMap<string | null, Draft>();
  /** Questions on their way, which main is to keep as if they were still being typed. */
  readonly #held = new SvelteMap<string | null, string>();
  /** Those that main does not have as they are here. */
  readonly #waiting = new KeepSoon<string | null>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  of(id: string | null): Draft {
    return this.#drafts.get(id) ?? noDraft;
  }

  set(id: string | null, change: Partial<Draft>): void {
    const draft = { ...this.of(id), ...change };
    this.#drafts.set(id, draft);
    this.#waiting.soon(id, () => this.#keep(id));
  }

  /** The same, and kept at once: what was sent is not typed again. */
  setNow(id: string | null, change: Partial<Draft>): void {
    this.set(id, change);
    this.#keep(id);
  }

  /** Takes a question off the draft, of which `left` is left; main keeps it as typed until it is let go or given back. */
  hold(id: string | null, question: string, left = noDraft): void {
    this.#held.set(id, question);
    this.setNow(id, left);
  }

  /** It is sent now. */
  letGo(id: string | null): void {
    if (this.#held.delete(id)) this.#keep(id);
  }

  /** Before what was typed since, if anything was; what is too long for a field stands beside it. */
  giveBack(id: string | null, text: string): void {
    this.#held.delete(id);
    this.set(id, withQuestion(this.of(id), text));
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
    this.#waiting.end(id);
    this.#held.delete(id);
    this.#drafts.delete(id);
  }

  /** The window goes: nothing waits any longer. */
  flush(): void {
    this.#waiting.flush();
  }

  #keep(id: string | null): void {
    this.#waiting.end(id);
    const held = this.#held.get(id);
    const draft = held === undefined ? this.of(id) : withQuestion(this.of(id), held);
    // What a full disk does not take now it takes with the next letter.
    this.#bridge.chat.keepDraft({ conversationId: id, ...draft }).catch(() => undefined);
  }
}

function withQuestion(draft: Draft, question: string): Draft {
  const place = question.length > maxTypedChars ? "pasted" : "text";
  const since = draft[place];
  return { ...draft, [place]: since === "" ? question : `${question}\n\n${since}` };
}
