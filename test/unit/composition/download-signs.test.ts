import { describe, expect, it } from "vitest";
import type { Download } from "../../../src-shared/contract/index.ts";
import { desktopWords } from "../../../src-shared/words/index.ts";
import { DownloadFollower } from "../../../src-main/composition/download-signs.ts";

const download = (id: string, state: Download["state"], more: Partial<Download> = {}): Download => ({
  ...{
    id,
    repository: "owner/Tiny-GGUF",
    commit: "c",
    variant: id,
    label: id,
    state,
    createdAt: 0,
    rank: 0,
    waits: null,
  },
  ...{ totalBytes: 100, receivedBytes: 0, verifiedBytes: 0, bytesPerSecond: null, secondsLeft: null },
  ...{ retry: null, error: null, variantId: null },
  ...more,
});

function followed(wanted = true) {
  const log: unknown[] = [];
  const follower = new DownloadFollower({
    signs: {
      progress: (share, state) => log.push(share === null ? "nothing" : `${share} ${state}`),
      notify: ({ title, body }) => log.push(`${title}: ${body}`),
    },
    words: () => desktopWords.en,
    wantsNotification: () => wanted,
  });
  return { log, follow: (...all: Download[]) => follower.follow(all) };
}

const failure = { code: "transfer-failed", key: "storage-error", details: { status: 500 } } as const;

describe("what is shown of downloads outside the window", () => {
  it("is the share of all that runs, once for each percent, and nothing when it has ended", () => {
    const { log, follow } = followed(false);
    follow(download("A", "downloading", { receivedBytes: 20 }), download("B", "queued"));
    follow(download("A", "downloading", { receivedBytes: 20.1 }), download("B", "queued"));
    follow(download("A", "done"), download("B", "downloading", { receivedBytes: 50 }));
    follow(download("A", "done"), download("B", "done"));
    expect(log).toEqual(["0.1 normal", "0.5 normal", "nothing"]);
  });

  it("is red where one has stopped, and nothing while all wait for a person", () => {
    const { log, follow } = followed(false);
    follow(download("A", "failed", { error: failure }), download("B", "downloading", { receivedBytes: 50 }));
    follow(download("A", "failed", { error: failure }), download("B", "paused", { receivedBytes: 50 }));
    expect(log).toEqual(["0.25 error", "nothing"]);
  });

  it("is a notification when the last has ended, with all that ran; none of what was there at the start or was paused", () => {
    const { log, follow } = followed();
    const notes = (): unknown[] => log.filter((line) => String(line).includes(":"));
    follow(download("old", "done"), download("A", "downloading"), download("B", "queued"), download("C", "queued"));
    follow(download("old", "done"), download("A", "done"), download("B", "downloading"), download("C", "paused"));
    expect(notes()).toEqual([]);
    follow(download("old", "done"), download("A", "done"), download("B", "done"), download("C", "paused"));
    expect(notes()).toEqual(["2 downloads finished and checked: Tiny A, Tiny B"]);
    follow(download("A", "done"), download("B", "done"), download("C", "paused"));
    expect(notes()).toHaveLength(1);
  });

  it("says that one has stopped", () => {
    const { log, follow } = followed();
    follow(download("A", "downloading"));
    follow(download("A", "failed", { error: failure }));
    expect(log.at(-1)).toBe("A download has stopped: Tiny A");
  });
});
