import { setImmediate as nextTurn } from "node:timers/promises";
import type { Token } from "node-llama-cpp";
import type { GenerateCommand } from "../protocol.ts";
import type { PartedText } from "../thinking/index.ts";
import type { PromptMessage } from "../types.ts";
import type { Prompt } from "./answer.ts";
import { commonLength } from "./common-length.ts";
import type { PromptMaker } from "./prompt-maker.ts";
import type { Slot, Slots } from "./slots.ts";

/** Sooner nobody has read what was written, and what is asked by a program comes at once. */
const restMs = 250;
/** More is not read for a question that may never come. */
const mostTokens = 1024;
/** Of what is read at one go: a question waits for it. */
const pieceTokens = 8;
/** For the end of the last piece, the question and an answer. */
const roomTokens = 64;
/** What prompts with these have in common does not depend on what is asked. */
const questions = ["\u2026?", "A?"] as const;

export interface WrittenAnswer {
  command: Pick<GenerateCommand, "conversation" | "messages" | "thinking">;
  said: PartedText;
  /** Else it may be gone on with, so that nothing of what was read is given up. */
  isWhole: boolean;
}

/**
 * Reads what the next prompt of a conversation begins with while nobody waits: the end of the answer as the template writes it, the
 * beginning of the next question, and with a template that takes reasoning out of earlier answers the answer without it. A question ends it at once.
 */
export class ReadAhead {
  readonly #slots: Pick<Slots, "taken" | "takeAgain" | "giveBack">;
  readonly #maker: Pick<PromptMaker, "make">;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(slots: Pick<Slots, "taken" | "takeAgain" | "giveBack">, maker: Pick<PromptMaker, "make">) {
    this.#slots = slots;
    this.#maker = maker;
  }

  /** After an answer. */
  begin(written: WrittenAnswer): void {
    if (written.command.messages.at(-1)?.role !== "user" || written.said.text.trim() === "") return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#stopped = false;
      // What could not be read now is read with the question.
      this.#running = this.#read(written).catch(() => undefined);
    }, restMs);
  }

  /** For a question, or for what shall have the cores to itself. Resolves when the context is free. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stopped = true;
    await this.#running;
  }

  async #read(written: WrittenAnswer): Promise<void> {
    if (this.#slots.taken > 0) return;
    const slot = this.#slots.takeAgain(written.command.conversation);
    if (slot === null) return;
    try {
      if (!mayRead(slot, written)) return;
      const next = await this.#certain(written);
      if (next !== null && !this.#stopped) await this.#readInto(slot, next, written.isWhole);
    } finally {
      this.#slots.giveBack(slot);
    }
  }

  async #readInto({ sequence, reader }: Slot, next: readonly Token[], mayErase: boolean): Promise<void> {
    if (next.length + roomTokens > sequence.contextSize) return;
    const known = reader.countCached(next);
    if (next.length - known > mostTokens || (known < sequence.nextTokenIndex && !mayErase)) return;
    const { rest } = await reader.reuse(next);
    const last = await reader.readAllButLast(rest, () => this.#stopped, pieceTokens);
    if (last !== null) await sequence.evaluateWithoutGeneratingNewTokens(last);
  }

  /** What the next prompt begins with, whatever is asked. Null after a stop: to write a long conversation takes its time. */
  async #certain({ command, said }: WrittenAnswer): Promise<Token[] | null> {
    const answer: PromptMessage = { role: "assistant", text: said.text, thinking: said.thinking };
    const make = (text: string): Promise<Prompt> =>
      this.#maker.make([...command.messages, answer, { role: "user", text }], [], command.thinking);
    const one = await make(questions[0]);
    // Lets in the command that a question has come.
    await nextTurn();
    if (this.#stopped) return null;
    const other = await make(questions[1]);
    return one.tokens.slice(0, commonLength(other.tokens, one.tokens));
  }
}

/** What can be said before the conversation is written twice, each time all of it. */
function mayRead({ sequence }: Slot, { said }: WrittenAnswer): boolean {
  // A sliding window or a recurrent state might not find back when the question goes on otherwise.
  if (sequence.needsCheckpoints) return false;
  // Only reasoning may be left out of the next prompt, so that it would be shorter.
  return said.thinking !== "" || sequence.nextTokenIndex + roomTokens <= sequence.contextSize;
}
