import { mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HeaderFiles } from "../../../../src-main/models/catalog/header-files.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-headers-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const open = (): HeaderFiles => new HeaderFiles({ folder, maxEntryBytes: 10, maxEntries: 2 });

describe("headers that are kept as files", () => {
  it("are found by their key, whole, and by nobody else's", async () => {
    const path = await open().set("a", bytes("GGUF"));
    expect(await open().get("a")).toBe(path);
    expect(readFileSync(path ?? "", "utf8")).toBe("GGUF");
    expect(await open().get("b")).toBeNull();
  });

  it("make room for those used later", async () => {
    const files = open();
    const paths = [await files.set("a", bytes("1")), await files.set("b", bytes("2"))];
    for (const [i, path] of paths.entries()) utimesSync(path ?? "", i, i);
    await files.get("a");
    await files.set("c", bytes("3"));
    expect(await files.get("a")).not.toBeNull();
    expect(await files.get("b")).toBeNull();
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("are not kept beyond their limit, and never fail", async () => {
    expect(await open().set("a", bytes("far too long"))).toBeNull();
    const nowhere = new HeaderFiles({ folder: join(folder, "x\0y"), maxEntryBytes: 10, maxEntries: 2 });
    expect(await nowhere.set("a", bytes("GGUF"))).toBeNull();
    expect(await nowhere.get("a").catch(() => "threw")).toBeNull();
  });
});
