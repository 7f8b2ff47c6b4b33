import { Readable } from "node:stream";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { HttpAnswer } from "../../../../../src-main/models/catalog/http/types.ts";
import { readText } from "../../../../../src-main/models/catalog/http/read-body.ts";
import { MiB } from "../../../../../src-shared/figures/index.ts";

function answer(body: Readable, encoding: string): HttpAnswer {
  return {
    status: 200,
    headers: { "content-encoding": encoding },
    body,
    finalUrl: "https://hub.example/api",
    location: null,
    direct: null,
  };
}

const text = JSON.stringify(Array.from({ length: 10_000 }, (_, index) => ({ index })));

describe("a compressed body", () => {
  it.each([
    ["gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["gzip", Buffer.concat([gzipSync(text.slice(0, 99)), gzipSync(text.slice(99))])],
  ])("of %s is read", async (encoding, bytes) => {
    expect(await readText(answer(Readable.from([bytes]), encoding), MiB)).toBe(text);
  });

  it("of parts without content is refused soon, though it never ends", async () => {
    const empty = Buffer.concat(Array.from({ length: 1000 }, () => gzipSync("")));
    let sent = 0;
    const endless = new Readable({
      read() {
        sent += empty.length;
        // Ends at last, so that without the bound it is merely read.
        this.push(sent < 8 * MiB ? empty : null);
      },
    });
    await expect(readText(answer(endless, "gzip"), 16 * MiB)).rejects.toMatchObject({ code: "hub-bad-answer" });
    expect(sent).toBeLessThan(4 * MiB);
  });

  it("that becomes too much is refused", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MiB));
    await expect(readText(answer(Readable.from([bomb]), "gzip"), MiB)).rejects.toMatchObject({
      code: "hub-bad-answer",
    });
  });
});
