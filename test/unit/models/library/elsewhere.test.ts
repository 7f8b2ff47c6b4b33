import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookElsewhere } from "../../../../src-main/models/library/index.ts";
import { elsewhereLimits } from "../../../../src-main/models/library/elsewhere.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "elsewhere-"));
});
afterEach(() => {
  rmSync(home, { recursive: true });
});

function put(path: string, content: number | string): string {
  const whole = join(home, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, typeof content === "string" ? content : Buffer.alloc(content));
  return whole;
}
const look = (env: Record<string, string> = {}, skip = "") => lookElsewhere({ home, platform: "linux", env }, { skip });
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const manifest = (letter: string): string =>
  JSON.stringify({
    layers: [
      { mediaType: "application/vnd.ollama.image.model", digest: digest(letter) },
      { mediaType: "application/vnd.ollama.image.template", digest: digest("e") },
    ],
  });

describe("a look at what other programs hold", () => {
  it("finds nothing where there is nothing", async () => {
    expect(await look()).toEqual({ programs: [], partial: false });
  });

  it("counts shards as one model, and a projector's bytes with its model", async () => {
    const folder = ".lmstudio/models/maker/model-GGUF";
    put(`${folder}/big-00001-of-00002.gguf`, 100);
    put(`${folder}/big-00002-of-00002.gguf`, 50);
    put(`${folder}/mmproj-big.gguf`, 7);
    put(`${folder}/README.md`, 1000);
    expect(await look()).toEqual({ programs: [{ program: "lm-studio", models: 1, bytes: 157 }], partial: false });
  });

  it("counts two tags of one blob of Ollama's once, and no tag without its blob", async () => {
    const tags = ".ollama/models/manifests/registry.ollama.ai/library";
    put(`${tags}/llama3.2/3b`, manifest("a"));
    put(`${tags}/llama3.2/latest`, manifest("a"));
    put(`${tags}/cloud/latest`, manifest("b"));
    put(`${tags}/broken/latest`, "{");
    put(`${tags}/hostile/latest`, "[".repeat(1000));
    put(".ollama/models/blobs/sha256-" + "a".repeat(64), 300);
    put(".ollama/models/blobs/sha256-" + "e".repeat(64), 20);
    expect((await look()).programs).toEqual([{ program: "ollama", models: 1, bytes: 300 }]);
  });

  it("follows the links of the Hub's cache, and counts a file once for the first that holds it", async () => {
    const blob = put(".cache/huggingface/hub/models--a--b/blobs/abc", 40);
    const snapshot = join(home, ".cache/huggingface/hub/models--a--b/snapshots/1");
    mkdirSync(snapshot, { recursive: true });
    symlinkSync(blob, join(snapshot, "b.gguf"));
    symlinkSync(join(home, "gone"), join(snapshot, "gone.gguf"));
    expect((await look()).programs).toEqual([{ program: "hf-cache", models: 1, bytes: 40 }]);
    const other = join(home, ".lmstudio/models/a/b");
    mkdirSync(other, { recursive: true });
    linkSync(blob, join(other, "b.gguf"));
    expect((await look()).programs).toEqual([{ program: "lm-studio", models: 1, bytes: 40 }]);
  });

  it("looks where the environment says, and not at Bitloft's own models", async () => {
    put("moved/hub/models--a--b/snapshots/1/b.gguf", 9);
    expect((await look({ HF_HOME: join(home, "moved") })).programs).toMatchObject([{ program: "hf-cache", bytes: 9 }]);
    put("own/b.gguf", 9);
    expect((await look({ LLAMA_CACHE: join(home, "own") }, join(home, "own"))).programs).toEqual([]);
  });

  it("stops at its limits, and says so", async () => {
    for (const name of ["a", "b", "c"]) put(`.lmstudio/models/maker/model-GGUF/${name}.gguf`, 10);
    const place = { home, platform: "linux" as const, env: {} };
    const within = (limits: Partial<typeof elsewhereLimits>) =>
      lookElsewhere(place, { skip: "", limits: { ...elsewhereLimits, ...limits } });
    expect(await within({ entries: 5 })).toEqual({
      programs: [{ program: "lm-studio", models: 3, bytes: 30 }],
      partial: false,
    });
    // Two folders and two of the files.
    expect(await within({ entries: 4 })).toEqual({
      programs: [{ program: "lm-studio", models: 2, bytes: 20 }],
      partial: true,
    });
    expect(await within({ milliseconds: -1 })).toEqual({ programs: [], partial: true });
  });

  it("ends when it is not wanted any more", async () => {
    const place = { home, platform: "linux" as const, env: {} };
    await expect(lookElsewhere(place, { skip: "", signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
