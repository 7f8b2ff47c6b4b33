import { describe, expect, it } from "vitest";
import { refuseConverted } from "../../../../src-main/models/catalog/index.ts";
import type { GgufHeader, GgufValue } from "../../../../src-main/models/catalog/gguf/types.ts";
import { worded } from "../../../fixtures/worded.ts";

type Header = Pick<GgufHeader, "metadata" | "tensors">;
const header = (architecture: string, names: readonly string[], more: readonly string[] = []): Header => {
  const text = (value: string): GgufValue => ({ type: "string", value, lengthBytes: value.length });
  const metadata = new Map([["general.architecture", text(architecture)]]);
  for (const key of more) metadata.set(key, text("model"));
  const tensors = names.map((name) => ({ name, type: "F16", shape: [8, 16], offsetBytes: 0, sizeBytes: 256 }));
  return { metadata, tensors };
};
const formOf = (...of: Parameters<typeof header>): string | null => {
  try {
    refuseConverted(header(...of));
    return null;
  } catch (thrown) {
    const { details } = thrown as { details: { form: string } };
    return details.form;
  }
};
const epsilon = "gemma3.attention.layer_norm_rms_epsilon";
const sections = "qwen3vl.rope.dimension_sections";

describe("what Ollama has converted for its own engine", () => {
  it.each<[string, string | null, ...Parameters<typeof header>]>([
    ["a vision tower in the file", "tower-inside", "mistral3", ["token_embd.weight", "v.blk.0.attn_q.weight"]],
    ["a projector in the file", "tower-inside", "llama4", ["token_embd.weight", "mm.linear_1.weight"]],
    ["an architecture by Ollama's name", "own-form", "gptoss", ["token_embd.weight"]],
    ["layers that predict further, by other names", "own-form", "qwen35", ["token_embd.weight", "mtp.norm.weight"]],
    ["Gemma 3 without a key that llama.cpp needs", "own-form", "gemma3", ["token_embd.weight"]],
    ["Gemma 3 as llama.cpp has it", null, "gemma3", ["token_embd.weight"], [epsilon]],
    ["an encoder of Gemma's under the model's name", "own-form", "gemma3", ["dense.0.weight"], [epsilon]],
    ["LFM2 with another norm", "own-form", "lfm2", ["output_norm.weight"]],
    ["LFM2 as llama.cpp has it", null, "lfm2", ["output_norm.weight", "token_embd_norm.weight"]],
    ["Qwen3-VL without its sections", "own-form", "qwen3vl", ["token_embd.weight"]],
    ["Qwen3-VL as llama.cpp has it", null, "qwen3vl", ["token_embd.weight"], [sections]],
    ["a usual model", null, "llama", ["token_embd.weight", "blk.0.attn_v.weight", "output.weight"]],
    ["a projector by itself", null, "clip", ["v.blk.0.attn_q.weight", "mm.0.weight"]],
    ["a tower of its own", null, "qwen2vl", ["v.blk.0.attn_q.weight"], ["general.type.mmproj"]],
  ])("knows %s", (_, form, architecture, names, more = []) => {
    const own = more.includes("general.type.mmproj");
    const given = header(architecture, names, own ? [] : more);
    if (own)
      (given.metadata as Map<string, GgufValue>).set("general.type", {
        type: "string",
        value: "mmproj",
        lengthBytes: 6,
      });
    if (!own) expect(formOf(architecture, names, more)).toBe(form);
    else expect(() => refuseConverted(given)).not.toThrow();
  });

  it("tells Gemma 3n by two vocabularies that differ", () => {
    const { metadata, tensors } = header("gemma3n", ["token_embd.weight", "per_layer_token_embd.weight"]);
    expect(() => refuseConverted({ metadata, tensors })).not.toThrow();
    const [words, perLayer] = tensors;
    if (!words || !perLayer) throw new Error("two tensors were made");
    expect(() => refuseConverted({ metadata, tensors: [{ ...words, shape: [8, 17] }, perLayer] })).toThrow();
  });

  it("says so, and what to do", () => {
    const error = { code: "unsupported-model", key: "converted-for-ollama" } as const;
    const said = worded({ ...error, details: { architecture: "gemma3", form: "tower-inside" } }).message;
    expect(said).toMatch(/^Ollama made this file for its own engine: .* Look for a GGUF repository/);
  });
});
