import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileHasher } from "../../../../src-main/ground/files/index.ts";

describe("FileHasher", () => {
  it("hashes what is there as it grows, several files at once, and says when one is too short", async () => {
    const folder = mkdtempSync(join(tmpdir(), "bitloft-hash-"));
    const hasher = new FileHasher();
    const contents = [Buffer.alloc(3_000_001, 1), Buffer.alloc(5_500_000, 2)];
    const jobs = contents.map((content, index) => {
      writeFileSync(join(folder, String(index)), content);
      const job = hasher.open(join(folder, String(index)));
      job.advance(1_000_000);
      return job.digest(content.length);
    });
    const wanted = contents.map((content) => createHash("sha256").update(content).digest("hex"));
    expect(await Promise.all(jobs)).toEqual(wanted);
    await expect(hasher.open(join(folder, "0")).digest(3_000_002)).rejects.toMatchObject({ code: "disk-failed" });
    await expect(hasher.open(join(folder, "missing")).digest(1)).rejects.toMatchObject({ code: "disk-failed" });
    await hasher.dispose();
    rmSync(folder, { recursive: true });
  });
});
