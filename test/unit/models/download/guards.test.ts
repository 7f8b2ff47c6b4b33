import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { PassThrough } from "node:stream";
import { wording } from "../../../fixtures/worded.ts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ResolvedFile } from "../../../../src-main/models/catalog/index.ts";
import { fetchPart } from "../../../../src-main/models/download/fetch-part.ts";
import { Blocks } from "../../../../src-main/models/download/blocks.ts";
import { FileAddress } from "../../../../src-main/models/download/file-address.ts";
import type { FileTransfer } from "../../../../src-main/models/download/file-transfer.ts";
import { type JournalEntry, type JournalFile, modelPath } from "../../../../src-main/models/download/index.ts";
import { isWhole } from "../../../../src-main/models/download/is-whole.ts";
import { transferLimits } from "../../../../src-main/models/download/limits.ts";
import { requireSpace } from "../../../../src-main/models/download/require-space.ts";
import type { Throttle } from "../../../../src-main/models/download/throttle.ts";
import { TransferEnd, TransferFailure } from "../../../../src-main/models/download/transfer-failure.ts";
import { ManualTimers } from "./manual-timers.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";
const file: JournalFile = {
  remotePath: "model.gguf",
  finalPath: "/models/model.gguf",
  partPath: "/models/model.gguf.part",
  sizeBytes: 100_000,
  sha256: null,
  etag: null,
  installed: false,
  ranges: [],
};
const resolved = (): ResolvedFile => ({
  repository: "owner/name",
  commit,
  path: file.remotePath,
  url: "https://cdn.example/signed",
  sizeBytes: file.sizeBytes,
  sha256: null,
});
const { signal } = new AbortController();

describe("room on the disk", () => {
  const figures = { missingBytes: 10, othersBytes: 50, slackBytes: 5, freeBytes: 65 };

  it("is what other downloads will take as well", () => {
    expect(() => {
      requireSpace(figures);
    }).not.toThrow();
    expect(wording(() => requireSpace({ ...figures, freeBytes: 64 }))).toThrow(/Other downloads still need 50 bytes/);
  });
});

describe("a finished download", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bitloft-whole-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it("is whole while its files are there, as long as they were, and not known to be damaged", async () => {
    const finalPath = join(folder, "model.gguf");
    writeFileSync(finalPath, Buffer.alloc(100));
    const entry = { files: [{ ...file, finalPath, sizeBytes: 100 }] } as JournalEntry;
    expect(await isWhole(entry, () => true)).toBe(true);
    expect(await isWhole(entry, () => false)).toBe(false);
    truncateSync(finalPath, 99);
    expect(await isWhole(entry, () => true)).toBe(false);
    rmSync(finalPath);
    expect(await isWhole(entry, () => true)).toBe(false);
  });
});

describe("where files go", () => {
  const root = join(sep, "models");
  const below = (repository: string, path: string): string =>
    modelPath(root, repository, commit, path).slice(root.length + 1);

  it("has no more than three folders of the repository, and room for the path of the models folder", () => {
    expect(below("owner/name", "a/b/c/d/e/model.gguf").split(sep)).toEqual([
      "owner",
      "name",
      "0123456789ab",
      "a",
      "b",
      "c_d_e",
      "model.gguf",
    ]);
    const deep = Array.from({ length: 30 }, (_, index) => `folder-${index}-${"x".repeat(40)}`).join("/");
    for (const repository of ["owner/name", `${"o".repeat(96)}/${"n".repeat(96)}`]) {
      const paths = [1, 2].map((index) => below(repository, `${deep}/${"m".repeat(200)}-0000${index}-of-00002.gguf`));
      for (const path of paths) expect(Buffer.byteLength(path)).toBeLessThanOrEqual(200);
      // Shards find one another.
      expect(paths[1]).toBe(paths[0]?.replace("-00001-of-", "-00002-of-"));
      expect(below(repository, `${deep}x/${"m".repeat(200)}-00001-of-00002.gguf`)).not.toBe(paths[0]);
    }
  });
});

describe("a link", () => {
  function address(answer: () => Promise<ResolvedFile> = () => Promise.resolve(resolved())) {
    let asked = 0;
    const source = {
      resolveFile: () => {
        asked++;
        return answer();
      },
      openRange: () => Promise.reject(new Error("not asked for")),
    };
    return { link: new FileAddress(source, "owner/name", commit, file, transferLimits), asked: () => asked };
  }

  it("that has worked may expire as often as the hours pass", async () => {
    const { link, asked } = address();
    for (let hours = 0; hours < 20; hours++) {
      const current = await link.get(signal);
      link.worked(current);
      expect(() => {
        link.refused(current, 403);
      }).not.toThrow();
    }
    expect(asked()).toBe(20);
    // Nor does it count towards those that are refused while they are fresh.
    for (let tries = 1; tries <= 2; tries++) {
      const fresh = await link.get(signal);
      expect(() => {
        link.refused(fresh, 403);
      }).not.toThrow();
    }
  });

  it("that is refused while it is fresh is tried three times", async () => {
    const { link } = address();
    for (let tries = 1; tries <= 3; tries++) {
      const current = await link.get(signal);
      const refuse = (): void => {
        link.refused(current, 403);
      };
      if (tries < 3) expect(refuse).not.toThrow();
      else expect(refuse).toThrow(TransferEnd);
    }
  });

  it("to nothing is asked for once more, and then it is said", async () => {
    const { link } = address();
    const first = await link.get(signal);
    link.gone(first, 404);
    // Other connections had the same link; it counts once.
    link.gone(first, 404);
    const second = await link.get(signal);
    expect(wording(() => link.gone(second, 404))).toThrow(/does not have the file/);
  });

  it("to another file than the chosen one is asked for once more, and then it is said", async () => {
    const { link, asked } = address(() => Promise.resolve({ ...resolved(), sizeBytes: file.sizeBytes + 1 }));
    await expect(link.get(signal)).rejects.toBeInstanceOf(TransferFailure);
    await expect(link.get(signal)).rejects.toBeInstanceOf(TransferEnd);
    expect(asked()).toBe(2);
  });
});

describe("a connection", () => {
  /** One part with a body, a disk and a limit in the test's hands. */
  function part(waits: { throttle?: Promise<void>; write?: Promise<void> }, status = 206) {
    const timers = new ManualTimers();
    const body = new PassThrough();
    const answer = {
      status,
      headers: {},
      body,
      finalUrl: "https://cdn.example/signed",
      location: null,
      direct: null,
      range: { start: 0, endInclusive: file.sizeBytes - 1, totalBytes: file.sizeBytes },
      exact: true,
      etag: null,
      retryAfterSeconds: null,
    };
    const source = {
      resolveFile: () => Promise.resolve(resolved()),
      openRange: () => Promise.resolve(answer),
    };
    let throttled = false;
    const throttle = {
      take: () => {
        if (throttled || waits.throttle === undefined) return null;
        throttled = true;
        return waits.throttle;
      },
    } as unknown as Throttle;
    const transfer = {
      file: { ...file },
      durableBytes: 0,
      write: async (_part: unknown, _offset: number, bytes: Buffer) => {
        await waits.write;
        return bytes.length;
      },
    } as unknown as FileTransfer;
    const address = new FileAddress(source, "owner/name", commit, file, transferLimits);
    const limits = transferLimits;
    const blocks = new Blocks(1000);
    const options = {
      source,
      address,
      transfer,
      throttle,
      blocks,
      limits,
      timers,
      onBytes: () => undefined,
      slowBelow: () => 0,
    };
    const fetched = fetchPart({ position: 0, end: file.sizeBytes, added: 0 }, options, signal).then(
      () => "done",
      (error: unknown) => error,
    );
    return { timers, body, fetched };
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it.each([401, 403])("%s for a link that expired uses up no attempt", async (status) => {
    const { fetched } = part({}, status);
    expect(await fetched).toMatchObject({ counts: false, retryAfterMs: 0 });
  });

  it.each(["throttle", "write"] as const)("that rests is not the server's fault: %s", async (what) => {
    let goOn: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (goOn = resolve));
    const { timers, body, fetched } = part({ [what]: waiting });
    await turn();
    for (let chunks = 0; chunks < 3; chunks++) {
      body.write(Buffer.alloc(1000));
      await turn();
    }
    await timers.pass(10 * transferLimits.stallMs);
    goOn();
    await turn();
    body.end(Buffer.alloc(file.sizeBytes - 3000));
    expect(await fetched).toBe("done");
  });

  it("that has rested is given up as any other when it goes on and nothing comes", async () => {
    let goOn: () => void = () => undefined;
    const { timers, body, fetched } = part({ throttle: new Promise((resolve) => (goOn = resolve)) });
    await turn();
    body.write(Buffer.alloc(1000));
    await turn();
    goOn();
    await turn();
    await timers.pass(3 * transferLimits.stallMs);
    expect(await fetched).toMatchObject({ appError: { code: "hub-timeout" } });
  });
});
