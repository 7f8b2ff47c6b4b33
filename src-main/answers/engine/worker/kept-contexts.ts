import { mkdir, rename, rm, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import type { LoadCommand, WorkerAnswer } from "../protocol.ts";
import { commonLength } from "./common-length.ts";
import { makeRoom, stateEnding } from "./room-for-states.ts";
import { isSound, readStateTokens, sealStateFile } from "./state-file.ts";

export type Keeping = NonNullable<LoadCommand["keeping"]>;

/** Fewer are read sooner than a file is opened. */
const minTokens = 256;
/** Until the first file is written. */
const assumedBytesPerMs = 300_000;
/** Until the first prompt is read; few computers read slower, so that nothing is saved for a gain that is not known. */
const assumedReadMs = 0.5;
/** Measured over fewer tokens a pace says little. */
const minPaceTokens = 64;

interface Holder {
  conversation: string;
  /** How many of its first tokens are in its file. */
  keptTokens: number;
}

/**
 * What the context's sequences have read, kept in files for as long as another conversation has them. A file that is lost or damaged costs
 * another reading and nothing else.
 */
export class KeptContexts {
  readonly #keeping: Keeping;
  readonly #notice: (message: string) => void;
  readonly #holders = new Map<LlamaContextSequence, Holder>();
  /** One thing at a time is done with the files. */
  #last: Promise<unknown> = Promise.resolve();
  #bytesPerMs = assumedBytesPerMs;
  #readMs = assumedReadMs;
  #bytesPerToken: number;

  constructor(keeping: Keeping, notice: (message: string) => void) {
    this.#keeping = keeping;
    this.#notice = notice;
    this.#bytesPerToken = keeping.bytesPerToken;
  }

  /** How long the prompt of an answer took, for what is worth keeping. One that was stopped before its end says nothing. */
  noteReading(answer: Pick<WorkerAnswer, "promptTokens" | "cachedTokens" | "promptMs" | "tokens">): void {
    const read = answer.promptTokens - answer.cachedTokens;
    if (answer.tokens > 0 && read >= minPaceTokens) this.#readMs = answer.promptMs / read;
  }

  /**
   * Before a prompt is read into a sequence: keeps what another conversation has there, and brings back what was kept of this one. Null: of
   * no conversation that could be returned to.
   */
  prepare(
    sequence: LlamaContextSequence,
    conversation: string | null,
    prompt: readonly Token[],
    stopped: () => boolean,
  ): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#holders.get(sequence)?.conversation !== conversation) {
        try {
          await this.#keep(sequence);
        } finally {
          // Kept or not: what is read from here on is never taken for the other conversation's.
          if (conversation === null) this.#holders.delete(sequence);
          else this.#holders.set(sequence, { conversation, keptTokens: 0 });
        }
      }
      if (conversation !== null) await this.#resume(sequence, conversation, prompt, stopped);
    });
  }

  /** Before this process ends, between answers. One that cannot be kept is in nobody's way. */
  async keepAll(): Promise<void> {
    await Promise.all([...this.#holders.keys()].map((sequence) => this.#inTurn(() => this.#keep(sequence))));
  }

  /** The conversation is gone, or some of what was said in it, and what was kept of it goes. */
  forget(conversation: string): Promise<void> {
    this.#letGo(conversation);
    return this.#inTurn(async () => {
      // A question that was waiting for its turn may have taken a sequence meanwhile.
      this.#letGo(conversation);
      await rm(this.#path(conversation), { force: true });
    });
  }

  #letGo(conversation: string): void {
    for (const [sequence, holder] of this.#holders)
      if (holder.conversation === conversation) this.#holders.delete(sequence);
  }

  async #keep(sequence: LlamaContextSequence): Promise<void> {
    const holder = this.#holders.get(sequence);
    const tokens = sequence.contextTokens;
    const bytes = tokens.length * this.#bytesPerToken;
    const { root, place, readingPerSaving } = this.#keeping;
    if (holder === undefined || !this.#isWorth(tokens.length - holder.keptTokens, bytes, readingPerSaving)) return;
    const path = this.#path(holder.conversation);
    const beside = `${path}.${process.pid}.part`;
    try {
      await mkdir(join(root, place), { recursive: true, mode: 0o700 });
      // It is replaced anyway, and room for both may be missing.
      await rm(path, { force: true });
      holder.keptTokens = 0;
      if (!(await makeRoom(root, bytes, this.#keeping))) return;
      const begun = performance.now();
      const { fileSize } = await sequence.saveStateToFile(beside);
      await sealStateFile(beside, tokens);
      await rename(beside, path);
      holder.keptTokens = tokens.length;
      this.#bytesPerMs = fileSize / Math.max(performance.now() - begun, 1);
      this.#bytesPerToken = fileSize / tokens.length;
    } catch (thrown) {
      await rm(beside, { force: true });
      throw thrown;
    }
  }

  async #resume(
    sequence: LlamaContextSequence,
    conversation: string,
    prompt: readonly Token[],
    stopped: () => boolean,
  ): Promise<void> {
    const path = this.#path(conversation);
    const kept = await readStateTokens(path);
    if (kept === null) return;
    const same = commonLength(kept.tokens, prompt);
    const there = commonLength(sequence.contextTokens, prompt);
    // Without earlier states a recurrent model or a sliding window cannot give up its last tokens alone.
    if (sequence.needsCheckpoints && same < kept.tokens.length) return;
    if (!this.#isWorth(same - there, kept.sizeBytes, Math.min(1, this.#keeping.readingPerSaving))) return;
    const sound = await isSound(path, stopped);
    if (sound === false) await rm(path, { force: true });
    if (sound !== true) return;
    // A file that took the engine down is not found again.
    const opened = `${path}.${process.pid}.opened`;
    const now = new Date();
    // Before it has this name: an old file that is not whole is taken for one that was left over.
    await utimes(path, now, now);
    await rename(path, opened);
    try {
      // Nothing of what was there, nor of its checkpoints, may be taken for this conversation's.
      await sequence.clearHistory();
      await sequence.loadStateFromFile(opened, { acceptRisk: true });
      const { contextTokens } = sequence;
      if (contextTokens.length !== kept.tokens.length || commonLength(contextTokens, prompt) !== same)
        throw new Error("the engine brought back other tokens than were kept");
    } catch (thrown) {
      await rm(opened, { force: true });
      await sequence.clearHistory();
      throw thrown;
    }
    await rename(opened, path);
    this.#holders.set(sequence, { conversation, keptTokens: same });
  }

  /** Whether reading these tokens takes so many times as long as writing or reading a file. */
  #isWorth(tokens: number, bytes: number, times: number): boolean {
    return tokens >= minTokens && tokens * this.#readMs >= (times * bytes) / this.#bytesPerMs;
  }

  #path(conversation: string): string {
    return join(this.#keeping.root, this.#keeping.place, `${conversation}${stateEnding}`);
  }

  /** Never rejects: the prompt is read instead. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work).catch((thrown: unknown) => {
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      this.#notice(`the state of a conversation could not be kept or brought back: ${reason.slice(0, 500)}`);
    });
    this.#last = done;
    return done;
  }
}
