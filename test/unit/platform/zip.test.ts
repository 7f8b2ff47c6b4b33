import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Zippable, strToU8, zipSync } from "fflate";
import { afterEach, beforeEach, expect, it } from "vitest";
import { unzip } from "../../../scripts/setup/zip.mjs";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "zip-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function archive(entries: Zippable, comment = ""): string {
  const path = join(folder, "a.zip");
  const bytes = Buffer.from(zipSync(entries));
  bytes.writeUInt16LE(comment.length, bytes.length - 2);
  writeFileSync(path, Buffer.concat([bytes, Buffer.from(comment)]));
  return path;
}
const unix = 3;
const mode = (bits: number) => ({ os: unix, attrs: (0o100000 + bits) * 2 ** 16 });

it("unpacks stored and packed files, and leaves out what has no place", async () => {
  const long = "text ".repeat(100_000);
  const path = archive({
    "top/packed.txt": strToU8(long),
    "top/stored.txt": [strToU8("as it is"), { level: 0 }],
    "top/empty.txt": new Uint8Array(),
    "top/other/left.txt": strToU8("no"),
  });
  await unzip(path, join(folder, "out"), (name) => (name.includes("other") ? null : name.slice("top/".length)));
  const read = (name: string) => readFileSync(join(folder, "out", name), "utf8");
  expect(read("packed.txt")).toBe(long);
  expect(read("stored.txt")).toBe("as it is");
  expect(read("empty.txt")).toBe("");
  expect(() => read("other/left.txt")).toThrow("ENOENT");
});

it.skipIf(process.platform === "win32")("keeps what can be run runnable", async () => {
  const path = archive(
    { tool: [strToU8("#!"), mode(0o755)], text: [strToU8("x"), mode(0o644)] },
    "a comment at the end",
  );
  await unzip(path, join(folder, "out"), (name) => name);
  // What the rest of the world may do is the umask's matter.
  expect(statSync(join(folder, "out", "tool")).mode & 0o100).toBe(0o100);
  expect(statSync(join(folder, "out", "text")).mode & 0o111).toBe(0);
});

it.each([
  ["a name that leads out of the folder", () => archive({ "../out.txt": strToU8("x") }), "leads out"],
  [
    "a link",
    () => archive({ link: [strToU8("/etc/passwd"), { os: unix, attrs: (0o120777 * 2 ** 16) >>> 0 }] }),
    "is a link",
  ],
  [
    "a file that was cut short",
    () => {
      const path = archive({ "a.txt": strToU8("x".repeat(1000)) });
      writeFileSync(path, readFileSync(path).subarray(0, 40));
      return path;
    },
    "cut short",
  ],
])("refuses %s", async (_, make, message) => {
  await expect(unzip(make(), join(folder, "out"), (name) => name)).rejects.toThrow(message);
});
