import { describe, expect, test } from "vitest";
import { labelFromHeader, readLabel } from "../../../../../src-main/models/catalog/labels/index.ts";

const mostly = (type: string) => [
  { name: "token_embd.weight", type: "Q6_K", shape: [4096, 128_256] },
  { name: "blk.0.attn_v.weight", type: "Q6_K", shape: [4096, 1024] },
  { name: "blk.0.ffn_up.weight", type, shape: [4096, 14_336] },
];

describe("labelFromHeader", () => {
  test.each<[name: string, fileType: number | null, type: string, expected: string]>([
    ["m-Q4_K_M.gguf", 15, "Q4_K", "Q4_K_M"],
    ["m.gguf", 15, "Q4_K", "Q4_K_M"],
    ["m-q4.gguf", 15, "Q4_K", "Q4_K_M"],
    // the header is believed, not the name
    ["m-Q8_0.gguf", 15, "Q4_K", "Q4_K_M"],
    ["m-Q4_K_M.gguf", 7, "Q8_0", "Q8_0"],
    // the tensors are believed, not a file type left over from another file
    ["m-Q4_K_M.gguf", 1, "Q4_K", "Q4_K_M"],
    ["m.gguf", null, "IQ4_XS", "IQ4_XS"],
    ["m.gguf", null, "Q4_K", "Q4_K_M"],
    // a type that was guessed from the tensors is said with 1024 on top
    ["m.gguf", 1024 + 17, "Q5_K", "Q5_K_M"],
    ["m.gguf", 1024 + 14, "Q4_K", "Q4_K_S"],
    // dynamic recipes write the file type they were started from
    ["m-UD-IQ2_M.gguf", 14, "IQ2_S", "UD-IQ2_M"],
    ["m-UD-Q2_K_XL.gguf", 15, "Q3_K", "UD-Q2_K_XL"],
    ["m-UD-TQ1_0.gguf", 24, "IQ1_S", "UD-TQ1_0"],
    ["m-UD-IQ1_S.gguf", 19, "IQ1_S", "UD-IQ1_S"],
    // most weights are of the rest's type
    ["m.f16.q6.gguf", 18, "Q6_K", "Q6_K"],
    ["m-APEX-I-Balanced.gguf", 17, "Q5_K", "APEX-I-Balanced-Q5_K_M"],
    // small models fall back to other blocks
    ["m-Q4_K_M.gguf", 15, "Q5_0", "Q4_K_M"],
    // of the name stay modifiers and suffixes
    ["m-Q4_K_L.gguf", 15, "Q4_K", "Q4_K_L"],
    ["m-UD-Q4_K_XL.gguf", 15, "Q4_K", "UD-Q4_K_XL"],
    ["m-UD-Q8_K_XL.gguf", 7, "Q8_0", "UD-Q8_K_XL"],
    ["m.i1-Q4_K_S.gguf", 14, "Q4_K", "i1-Q4_K_S"],
    ["m-UD-Q4_K_XL.gguf", 7, "Q8_0", "UD-Q8_0"],
    ["m-Q3_K_L.gguf", 12, "Q3_K", "Q3_K_M"],
    ["m-MXFP4.gguf", 38, "MXFP4", "MXFP4_MOE"],
  ])("%s, file type %s, mostly %s: %s", (name, fileType, type, expected) => {
    const { label, modifiers } = labelFromHeader(readLabel(name), { fileType, tensors: mostly(type) });
    expect([...modifiers, label].join("-")).toBe(expected);
  });

  test("goes by the name where nothing was read", () => {
    expect(labelFromHeader(readLabel("m-Q5_K_S.gguf"), { fileType: null, tensors: null }).label).toBe("Q5_K_S");
    expect(labelFromHeader(readLabel("m-IQ4_KS.gguf"), { fileType: 1400, tensors: null })).toMatchObject({
      label: "IQ4_KS",
      runs: false,
    });
  });
});
