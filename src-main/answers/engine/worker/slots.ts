import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { PromptReader } from "./prompt-reader.ts";
import type { ThreadGovernor } from "./thread-governor.ts";

/** A sequence of the context: one answer at a time, with what is cached of the conversation before it. */
export interface Slot {
  readonly sequence: LlamaContextSequence;
  readonly reader: PromptReader;
}

interface OwnSlot extends Slot {
  isTaken: boolean;
  /** Whose prompt it was taken for last; null: of one that nobody returns to. */
  conversation: string | null;
  /** Counts the answers, so that the least is the one that was used longest ago. */
  usedAt: number;
}

/** A conversation whose cache goes to another one has to be read again, so a few common first words do not count. */
const worthwhileShare = 0.5;

/** The sequences of one context. */
export class Slots {
  readonly #slots: readonly OwnSlot[];
  #answers = 0;
  #taken = 0;
  #isShared = false;

  /** `governor` of the threads, which can only judge an answer that is written alone. */
  constructor(sequences: readonly LlamaContextSequence[], batchTokens: number, governor: ThreadGovernor | null) {
    this.#slots = sequences.map((sequence) => ({
      sequence,
      reader: new PromptReader(sequence, batchTokens, () => (this.#isShared ? null : governor)),
      isTaken: false,
      conversation: null,
      usedAt: 0,
    }));
  }

  /** Of each. */
  get contextTokens(): number {
    return this.#slots[0]?.sequence.contextSize ?? 0;
  }

  /** Never more than one answer at a time. */
  get isOne(): boolean {
    return this.#slots.length === 1;
  }

  /** How many answers are being written. */
  get taken(): number {
    return this.#taken;
  }

  /** Answers share the engine, or did since it last had nothing to do: what they take says little about one that is alone. */
  get isShared(): boolean {
    return this.#isShared;
  }

  /** The free slot that has most of the prompt, else the one that was used longest ago. */
  take(prompt: readonly Token[], conversation: string | null = null): Slot {
    const free = this.#slots.filter(({ isTaken }) => !isTaken).sort((a, b) => a.usedAt - b.usedAt);
    const [oldest, ...others] = free;
    if (oldest === undefined) throw new Error("asked for more answers at one time than there are sequences");
    const slot = others.length === 0 ? oldest : (bestFor(prompt, free) ?? oldest);
    slot.conversation = conversation;
    return this.#mark(slot);
  }

  /** The free slot that still has this conversation; null where none has. */
  takeAgain(conversation: string | null): Slot | null {
    const slot = this.#slots.find((one) => !one.isTaken && one.conversation === conversation);
    return conversation === null || slot === undefined ? null : this.#mark(slot);
  }

  #mark(slot: OwnSlot): Slot {
    slot.isTaken = true;
    slot.usedAt = ++this.#answers;
    this.#taken++;
    if (this.#taken > 1) this.#isShared = true;
    return slot;
  }

  giveBack({ sequence }: Slot): void {
    const slot = this.#slots.find((one) => one.sequence === sequence);
    if (slot?.isTaken !== true) return;
    slot.isTaken = false;
    this.#taken--;
    if (this.#taken === 0) this.#isShared = false;
  }
}

function bestFor(prompt: readonly Token[], free: readonly OwnSlot[]): OwnSlot | null {
  let best: { slot: OwnSlot; tokens: number } | null = null;
  for (const slot of free) {
    const tokens = slot.reader.countCached(prompt);
    const isWorthIt = tokens >= worthwhileShare * slot.sequence.contextTokens.length;
    if (tokens > 0 && isWorthIt && tokens > (best?.tokens ?? 0)) best = { slot, tokens };
  }
  return best?.slot ?? null;
}
