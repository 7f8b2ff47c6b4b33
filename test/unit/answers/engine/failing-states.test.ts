/** Keeping what was read of conversations, where the disk or the engine does not do its part. */
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LlamaContextSequence, Token } from "node-llama-cpp";
import { afterEach, beforeEach, expect, it } from "vitest";
import { KeptContexts, type Keeping } from "../../../../src-main/answers/engine/worker/kept-contexts.ts";
import { GiB } from "../../../../src-shared/figures/index.ts";

let root: string;
let notices: string[];
let kept: KeptContexts;
const place = "place";
const folder = (): string => join(root, place);
const left = (): string[] => (existsSync(folder()) ? readdirSync(folder()).sort() : []);
const textOf = (conversation: string): string => readFileSync(join(folder(), `${conversation}.state`), "latin1");
const keeping = (change: Partial<Keeping> = {}): Keeping => ({
  ...{ root, place, bytesPerToken: 1, mostBytes: GiB, leastFreeBytes: 0, readingPerSaving: 0 },
  ...change,
});

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bitloft-failing-"));
  notices = [];
  kept = new KeptContexts(keeping(), (message) => notices.push(message));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A sequence whose state is one word and its tokens. */
class Sequence {
  contextTokens: Token[] = [];
  needsCheckpoints = false;
  word = "";
  isDiskFull = false;
  onLoad: (path: string) => void = () => undefined;

  /** As after a prompt and its answer. */
  read(word: string): void {
    this.word = word;
    this.contextTokens = tokensOf(word);
  }

  saveStateToFile(path: string): Promise<{ fileSize: number }> {
    if (this.isDiskFull) return Promise.reject(new Error("no space left on device"));
    writeFileSync(path, this.word);
    return Promise.resolve({ fileSize: this.word.length });
  }

  loadStateFromFile(path: string): Promise<void> {
    this.onLoad(path);
    this.read(readFileSync(path, "latin1").charAt(0));
    return Promise.resolve();
  }

  clearHistory(): Promise<void> {
    this.contextTokens = [];
    return Promise.resolve();
  }
}

const tokensOf = (word: string): Token[] => new Array<Token>(1000).fill(word.charCodeAt(0) as Token);
const going = (): boolean => false;

/** The conversation's question and answer. */
async function asked(sequence: Sequence, conversation: string | null, word = conversation ?? ""): Promise<void> {
  await kept.prepare(sequence as unknown as LlamaContextSequence, conversation, tokensOf(word), going);
  sequence.read(word);
}

it("what is read after a failed saving is not kept under the other conversation's name", async () => {
  const sequence = new Sequence();
  await asked(sequence, "a");
  sequence.isDiskFull = true;
  await asked(sequence, "b");
  expect(notices).toEqual([expect.stringContaining("no space left on device")]);
  sequence.isDiskFull = false;
  await asked(sequence, "c");
  expect(left()).toEqual(["b.state"]);
  expect(textOf("b")).toMatch(/^b/);
});

it("nor is what nobody returns to", async () => {
  const sequence = new Sequence();
  await asked(sequence, "a");
  sequence.isDiskFull = true;
  await asked(sequence, null, "x");
  sequence.isDiskFull = false;
  await asked(sequence, "b");
  expect(left()).toEqual([]);
});

it("one conversation that cannot be kept before the end keeps no other from it", async () => {
  const [broken, sound] = [new Sequence(), new Sequence()];
  await asked(broken, "a");
  await asked(sound, "b");
  broken.isDiskFull = true;
  await kept.keepAll();
  expect(left()).toEqual(["b.state"]);
});

it("a conversation that is forgotten while its question waits is not kept", async () => {
  const sequence = new Sequence();
  const question = asked(sequence, "a");
  await kept.forget("a");
  await question;
  await kept.keepAll();
  expect(left()).toEqual([]);
});

it("a file that is read is a young one, whatever its age, so that no other process takes it for left over", async () => {
  const sequence = new Sequence();
  await asked(sequence, "a");
  await asked(sequence, "b");
  utimesSync(join(folder(), "a.state"), 1, 1);
  let ageMs = Infinity;
  sequence.onLoad = (path) => (ageMs = Date.now() - statSync(path).mtimeMs);
  await asked(sequence, "a");
  expect(ageMs).toBeLessThan(60_000);
});

it("a prompt whose reading was stopped says nothing about how fast it is read", async () => {
  // Worth it at the assumed pace, and never at what a stopped one seems to have.
  kept = new KeptContexts(keeping({ readingPerSaving: 1, bytesPerToken: 1000 }), (message) => notices.push(message));
  kept.noteReading({ promptTokens: 100_000, cachedTokens: 0, promptMs: 1e-6, tokens: 0 });
  const sequence = new Sequence();
  await asked(sequence, "a");
  await kept.keepAll();
  expect(left()).toEqual(["a.state"]);
});
