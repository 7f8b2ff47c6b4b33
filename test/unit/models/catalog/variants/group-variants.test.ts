import { say, sayAll } from "../../../../../src-shared/words/index.ts";
import { describe, expect, test } from "vitest";
import { groupVariants, UNLABELLED } from "../../../../../src-main/models/catalog/variants/index.ts";

const file = (path: string, sizeBytes = 100) => ({ path, sizeBytes, sha256: null });
const grouped = (...paths: string[]) => groupVariants(paths.map((path, index) => file(path, 100 + index)));

describe("groupVariants", () => {
  test("orders by size, largest first, and names each by its label", () => {
    const { variants } = groupVariants([
      file("m-Q2_K.gguf", 10),
      file("m-UD-Q8_K_XL.gguf", 30),
      file("m-Q4_K_M.gguf", 20),
    ]);
    expect(variants.map(({ key, sizeBytes }) => [key, sizeBytes])).toEqual([
      ["UD-Q8_K_XL", 30],
      ["Q4_K_M", 20],
      ["Q2_K", 10],
    ]);
  });

  test("joins shards in order, whatever order they come in", () => {
    const { variants } = grouped(
      "Q4_K_M/m-00003-of-00003.gguf",
      "Q4_K_M/m-00001-of-00003.gguf",
      "Q4_K_M/m-00002-of-00003.gguf",
    );
    expect(variants).toHaveLength(1);
    expect(variants[0]).toMatchObject({ key: "Q4_K_M", complete: true, runs: true, note: null, sizeBytes: 303 });
    expect(variants[0]?.files.map(({ path }) => path)).toEqual([1, 2, 3].map((n) => `Q4_K_M/m-0000${n}-of-00003.gguf`));
  });

  test("says which shard is missing", () => {
    const { variants } = grouped("m-Q8_0-00001-of-00003.gguf", "m-Q8_0-00003-of-00003.gguf");
    expect(variants[0]).toMatchObject({
      complete: false,
      note: { key: "parts-missing", figures: { missing: 1, count: 3, named: [2] } },
    });
  });

  test("says it in words", () => {
    const { variants } = grouped("m-Q8_0-00001-of-00003.gguf", "m-Q8_0-00003-of-00003.gguf");
    expect(variants[0]?.note && say(variants[0].note)).toMatch(/Part 2 of 3 is missing/);
    const raw = grouped("m.Q8_0.gguf.part1of2", "m.Q8_0.gguf.part2of2").variants[0];
    expect(raw?.note && say(raw.note)).toMatch(/joined/);
  });

  test("does not mix two splits of one name, and survives absurd counts", () => {
    const { variants } = grouped(
      "m-Q8_0-00001-of-00002.gguf",
      "m-Q8_0-00001-of-00003.gguf",
      "n-Q4_0-00001-of-99999.gguf",
      "o-Q5_0-00001-of-00000.gguf",
    );
    expect(variants).toHaveLength(4);
    expect(variants.every(({ complete }) => !complete)).toBe(true);
  });

  test("shows older pieces, and that they must be joined", () => {
    const { variants } = grouped(
      "m.Q8_0.gguf.part1of2",
      "m.Q8_0.gguf.part2of2",
      "f.Q6_K.gguf-split-a",
      "f.Q6_K.gguf-split-b",
      "g.Q4_0.gguf-split-a",
    );
    const byLabel = new Map(variants.map((variant) => [variant.label, variant]));
    expect(byLabel.get("Q8_0")).toMatchObject({
      complete: true,
      runs: false,
      note: { key: "raw-pieces" },
    });
    expect(byLabel.get("Q6_K")).toMatchObject({ complete: true, runs: false });
    expect(byLabel.get("Q4_0")).toMatchObject({ complete: false });
  });

  test("keeps raw pieces of every naming together, with why they cannot be used", () => {
    for (const names of [
      ["m.Q8_0.gguf.part-a", "m.Q8_0.gguf.part-b"],
      ["m.Q8_0.gguf.00", "m.Q8_0.gguf.01"],
      ["m.Q8_0.gguf.aa", "m.Q8_0.gguf.ab"],
      ["m-Q8_0.001", "m-Q8_0.002"],
      ["m.Q8_0.gguf_aa", "m.Q8_0.gguf_ab"],
      ["m.Q8_0.gguf.1of2", "m.Q8_0.gguf.2of2"],
      ["m.Q8_0.gguf.part01.rar", "m.Q8_0.gguf.part02.rar"],
    ]) {
      const { variants } = grouped(...names);
      expect(variants, names[0]).toMatchObject([
        { key: "Q8_0", complete: true, runs: false, note: { key: "raw-pieces" } },
      ]);
    }
  });

  test("takes a file called after its LoRA for the model where nothing else is one", () => {
    const { variants, companions } = groupVariants([file("m-lora-F16.gguf", 1000), file("m-Q4_K_M.gguf", 300)]);
    expect([variants.map(({ label }) => label), companions]).toEqual([["F16", "Q4_K_M"], []]);
    expect(groupVariants([file("m-lora-F16.gguf", 10), file("m-Q4_K_M.gguf", 300)]).companions).toHaveLength(1);
  });

  test("gives every variant a key of its own", () => {
    const { variants } = grouped("a/m-Q4_K_M.gguf", "b/m-Q4_K_M.gguf", "x-IQ2_XS.gguf", "y-IQ2_XS.gguf", "z-Q8_0.gguf");
    expect(variants.map(({ key }) => key).sort()).toEqual([
      "IQ2_XS@x-IQ2_XS",
      "IQ2_XS@y-IQ2_XS",
      "Q4_K_M@a",
      "Q4_K_M@b",
      "Q8_0",
    ]);
  });

  test("keeps companions apart and a file without a label in", () => {
    const { variants, companions } = grouped(
      "mmproj-F16.gguf",
      "imatrix.dat",
      "mtp-m-Q8_0.gguf",
      "model.gguf",
      "README.md",
    );
    expect(companions.map(({ role }) => role)).toEqual(["mmproj", "imatrix", "draft"]);
    expect(variants.map(({ label }) => label)).toEqual([UNLABELLED]);
  });

  test("tells once about each format that does not run here", () => {
    const { variants, unsupported } = grouped(
      "model-00001-of-00002.safetensors",
      "model-00002-of-00002.safetensors",
      "quantize_config.json",
      "config.json",
      "m.ggmlv3.q4_0.bin",
    );
    expect(variants).toEqual([]);
    expect(unsupported).toHaveLength(3);
    expect(sayAll(unsupported)).toMatch(/safetensors.*GPTQ.*GGML/s);
  });
});
