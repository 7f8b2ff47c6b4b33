import { beforeEach, expect, it, vi } from "vitest";
import { languages, sayChanges, terminalWords } from "../../../../src-shared/words/index.ts";
import { withAnswers } from "../../../../src-main/doors/cli/with-answers.ts";
import { appError } from "../../../../src-main/ground/core/index.ts";
import { Requests } from "../../../../src-main/ground/requests/index.ts";
import { keptFailure } from "../../../fixtures/kept-failure.ts";

const noRoom = keptFailure("out-of-memory", "No room.");
const never = new AbortController().signal;

let requests: Requests;
let replies: string[];
let lines: string[];
let isAgreed: boolean;
beforeEach(() => {
  requests = new Requests({ now: () => 0 });
  replies = [];
  lines = [];
  isAgreed = false;
});

const terminal = (interactive: boolean) => ({
  interactive,
  language: languages.en,
  words: terminalWords.en,
  note: (text: string) => void lines.push(text),
  progress: () => undefined,
  ask: () => ({
    question: (text: string) => {
      lines.push(text);
      return Promise.resolve(replies.shift() ?? "");
    },
    onInterrupt: () => undefined,
    onceClosed: () => undefined,
    close: () => undefined,
  }),
});

/** Fails with an offer until one is agreed to; `further` fails that one too, with another offer. */
function load(further = 0) {
  const offer = (left: number): void => {
    const figures = { contextTokens: 4096, beforeTokens: 8192 };
    const next = { changes: [{ key: "change-context" as const, figures }], variantId: "v", plan: {} };
    const act = (yes: boolean): Promise<void> => {
      if (!yes) return Promise.resolve();
      if (left > 0) {
        offer(left - 1);
        return Promise.reject(noRoom);
      }
      isAgreed = true;
      return Promise.resolve();
    };
    requests
      .ask("step-down", { variantId: "v", plan: {}, reason: noRoom.toDto(), next }, act, never)
      .catch(() => undefined);
  };
  return vi.fn(() => {
    if (isAgreed) return Promise.resolve("loaded");
    offer(further);
    return Promise.reject(noRoom);
  });
}
const run = (work: () => Promise<string>, interactive = true): Promise<string> =>
  withAnswers({ terminal: terminal(interactive), requests, signal: never }, work);

it("asks a person, and tries once more after a yes", async () => {
  replies = ["y"];
  const work = load();
  expect(await run(work)).toBe("loaded");
  expect(lines).toEqual(["No room.", "Load with a context of 4K instead of 8K? [y/N] "]);
  expect(work).toHaveBeenCalledTimes(2);
});

it("asks about each plan that fails", async () => {
  replies = ["yes", "y", "y"];
  expect(await run(load(2))).toBe("loaded");
  expect(lines).toHaveLength(6);
});

it.each(["n", "", "maybe"])("takes anything else for a no, and fails as it failed (%s)", async (reply) => {
  replies = [reply];
  const work = load();
  await expect(run(work)).rejects.toBe(noRoom);
  expect(work).toHaveBeenCalledOnce();
  expect(requests.list().items).toEqual([]);
});

it("asks nobody in a pipe, nor once it is over", async () => {
  await expect(run(load(), false)).rejects.toBe(noRoom);
  expect(lines).toEqual([]);
  replies = ["y"];
  await run(load());
  lines = [];
  isAgreed = false;
  await expect(load()()).rejects.toBe(noRoom);
  expect(requests.list().items).toEqual([]);
});

it("fails at once with what leaves no question", async () => {
  const busy = appError("busy", "answering", {});
  await expect(run(() => Promise.reject(busy))).rejects.toBe(busy);
  expect(lines).toEqual([]);
});

it("asks in German so that every change fits into the question", () => {
  const figures = { bits: 8, before: 16 };
  const changes = sayChanges([{ key: "change-kv-bits", figures }], languages.de);
  expect(terminalWords.de.chat.askLoad(changes)).toBe("So laden: der Kontext in 8 statt 16 Bits?");
});
