import { describe, expect, it } from "vitest";
import type { Download } from "../../../src-shared/contract/index.ts";
import { sayError, windowWords } from "../../../src-shared/words/index.ts";
import { keptError } from "../../fixtures/kept-error.ts";
import { retryWords } from "../../../src-renderer/features/downloads/words.ts";
import { progressWords, stateWords } from "../../../src-renderer/words/download-progress.ts";

const words = windowWords.en.downloads;
const language = { words: windowWords.en, sayError };
const download: Pick<Download, "state" | "retry" | "bytesPerSecond"> = {
  state: "downloading",
  retry: {
    reason: keptError("hub-rate-limited", "The Hub asks to slow down. Wait a few minutes, then resume."),
    attempt: 1,
  },
  bytesPerSecond: null,
};
const saidOf = (changes: Partial<Download>): string => stateWords(words, { ...download, ...changes } as Download);

describe("what is said of a download", () => {
  it("goes on by itself after a failure, and says so only while nothing comes in", () => {
    expect(saidOf({})).toBe("Retrying automatically");
    expect(saidOf({ bytesPerSecond: 0 })).toBe("Retrying automatically");
    expect(saidOf({ bytesPerSecond: 2e6 })).toBe("Downloading");
    expect(saidOf({ retry: null })).toBe("Downloading");
    expect(saidOf({ state: "failed", retry: null })).toBe("Stopped");
  });

  it("says why one waits: for others, for its hours, for room", () => {
    const queued = { state: "queued", retry: null } as const;
    expect(saidOf({ ...queued, waits: { for: "turn" } })).toBe("Waiting its turn");
    expect(saidOf({ ...queued, waits: { for: "hours", fromMinute: 1320 } })).toBe("Waits for 22:00");
    const error = keptError("disk-full", "Full.");
    expect(saidOf({ state: "paused", retry: null, error })).toBe("Paused: the disk is full");
    expect(saidOf({ state: "paused", retry: null, error: null })).toBe("Paused");
  });

  it("gives a reason without advice to do what is being done", () => {
    expect(download.retry && retryWords(language, download.retry)).toBe(
      "The Hub asks to slow down. Attempt 2 goes on from there.",
    );
    expect(
      retryWords(language, {
        reason: keptError("hub-timeout", "127.0.0.1:4146 did not answer within 2.5 s. Check the connection."),
        attempt: 2,
      }),
    ).toBe("127.0.0.1:4146 did not answer within 2.5 s. Attempt 3 goes on from there.");
  });

  it("says first how long it takes, and what is verified only where the check lags behind", () => {
    const figures = {
      state: "downloading",
      receivedBytes: 1.4e9,
      verifiedBytes: 1.39e9,
      totalBytes: 2.8e9,
      bytesPerSecond: 48e6,
      secondsLeft: 30,
    } as Download;
    expect(progressWords(words, figures)).toEqual(["50 %", "30 s left", "1.4 of 2.8 GB", "48 MB/s"]);
    const lagging = progressWords(words, { ...figures, verifiedBytes: 0.7e9 });
    expect(lagging.at(-1)).toBe("verified to 700 MB");
    expect(progressWords(words, { ...figures, state: "done" })).toEqual(["2.8 GB"]);
  });
});
