import { describe, expect, it } from "vitest";
import { type TarSink, TarReader, safeEntryPath } from "../../../../src-main/models/components/tar-reader.ts";
import { type Entry, paxPath, tar } from "./archives.ts";

/** What came out, the chunks cut at any size. */
async function read(
  bytes: Buffer,
  chunk = 700,
  limits = { files: 10, totalBytes: 10_000 },
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  let path = "";
  const sink: TarSink = {
    begin(file) {
      path = file.path;
      files.set(path, "");
      return Promise.resolve();
    },
    write(part) {
      files.set(path, `${files.get(path) ?? ""}${part.toString("latin1")}`);
      return Promise.resolve();
    },
    end: () => Promise.resolve(),
  };
  const reader = new TarReader(sink, limits);
  for (let at = 0; at < bytes.length; at += chunk) await reader.push(bytes.subarray(at, at + chunk));
  reader.close();
  return files;
}

const long = `package/${"a-long-folder/".repeat(9)}file.txt`;
const whole: Entry[] = [
  { path: "package/one.txt", content: "one" },
  { path: "package/folder/", type: "5" },
  { path: "package/folder/two.bin", content: "x".repeat(2000) },
  { path: "package/empty" },
  paxPath(long),
  { path: "package/cut", content: "three" },
];

describe("an archive", () => {
  it.each([1, 511, 512, 513, 100_000])("is read in pieces of %i bytes", async (chunk) => {
    const files = await read(tar(whole), chunk);
    expect([...files]).toEqual([
      ["package/one.txt", "one"],
      ["package/folder/two.bin", "x".repeat(2000)],
      ["package/empty", ""],
      [long, "three"],
    ]);
  });

  it.each<[string, Entry[]]>([
    ["outside, by dots", [{ path: "package/../../evil" }]],
    ["outside, from the root", [{ path: "/etc/passwd" }]],
    ["outside, in a long name", [paxPath("package/../../../evil"), { path: "package/a" }]],
    ["a drive", [{ path: "C:/evil" }]],
    ["backslashes", [{ path: "package\\..\\evil" }]],
    ["a device of Windows'", [{ path: "package/nul.txt" }]],
    ["a control character", [{ path: "package/a\u0007b" }]],
    ["an empty name", [{ path: "package//a" }]],
    ["a name that ends with a dot", [{ path: "package/a." }]],
    ["a link", [{ path: "package/a", type: "2" }]],
    ["a hard link", [{ path: "package/a", type: "1" }]],
    ["a device", [{ path: "package/a", type: "3" }]],
    ["an old long name", [{ path: "././@LongLink", type: "L", content: "package/a" }]],
    ["the same file twice", [{ path: "package/a" }, { path: "package/A" }]],
    ["too many files", Array.from({ length: 11 }, (_, i) => ({ path: `package/${i}` }))],
    ["too much", [{ path: "package/a", content: "x".repeat(10_001) }]],
    ["more than it holds", [{ path: "package/a", sizeBytes: 9000, content: "x" }]],
    ["a damaged header", [{ path: "package/a", damaged: true }]],
    ["a header without end", [{ path: "PaxHeader", type: "x", content: "x".repeat(70_000) }]],
  ])("with %s is refused", async (_, entries) => {
    await expect(read(tar(entries))).rejects.toMatchObject({ code: "checksum-mismatch" });
  });

  it("that is cut short is refused", async () => {
    const bytes = tar(whole);
    for (const end of [100, 514, 600, 1030]) {
      await expect(read(bytes.subarray(0, end))).rejects.toMatchObject({ code: "checksum-mismatch" });
    }
  });
});

it("a path of plain names is left as it is", () => {
  expect(safeEntryPath("package/bins/linux-x64-cuda/libggml.cuda.v0.4.0.so")).toBe(
    "package/bins/linux-x64-cuda/libggml.cuda.v0.4.0.so",
  );
});
