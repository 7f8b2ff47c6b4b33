import { expect, it } from "vitest";
import { appError } from "../../../../src-main/ground/core/index.ts";
import { type HashJob, hashFile } from "../../../../src-main/ground/files/index.ts";

/** Hashes nothing until it is closed, as a drive that does not answer. */
function silentHasher() {
  let closed = 0;
  const open = (): HashJob => {
    let end: (error: Error) => void = () => undefined;
    const digest = new Promise<string>((_, reject) => (end = reject));
    const close = (): void => {
      closed++;
      end(appError("cancelled", "cancelled"));
    };
    return { hashedBytes: 0, advance: () => undefined, digest: () => digest, close };
  };
  return { open, closed: () => closed };
}

it("a file that is being hashed is left at once when that is cancelled", async () => {
  const hasher = silentHasher();
  const leaving = new AbortController();
  const hashed = hashFile(hasher, { path: "/models/a.gguf", sizeBytes: 1 }, { signal: leaving.signal });
  leaving.abort();
  await expect(hashed).rejects.toMatchObject({ code: "cancelled" });
  expect(hasher.closed()).toBeGreaterThan(0);
});

it("a file is not opened after that was cancelled", async () => {
  const hasher = silentHasher();
  const file = { path: "/models/a.gguf", sizeBytes: 1 };
  await expect(hashFile(hasher, file, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
  expect(hasher.closed()).toBe(0);
});
