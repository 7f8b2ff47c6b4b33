import { say } from "../../../../../src-shared/words/index.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLabel } from "../../../../../src-main/models/catalog/labels/index.ts";
import { labelReadingSchema } from "../../../../../src-main/models/catalog/file-schemas.ts";

function noteOf(path: string): string {
  const { note } = readLabel(path);
  return note === null ? "" : say(note);
}

/** Name, then "ROLE LABEL", modifiers and shard where it has them, and "no" when it does not run. */
const table: [name: string, expected: string][] = [
  // the usual places
  ["Meta-Llama-3.1-8B-Instruct-Q4_K_M.gguf", "variant Q4_K_M"],
  ["llama-2-7b-chat.Q5_K_S.gguf", "variant Q5_K_S"],
  ["ggml-model-q4_0.gguf", "variant Q4_0"],
  ["tinyllama_q8_0.gguf", "variant Q8_0"],
  ["mistral-7b-instruct-v0.2.IQ3_XXS.gguf", "variant IQ3_XXS"],
  ["model-IQ4_NL.GGUF", "variant IQ4_NL"],
  ["model-TQ1_0.gguf", "variant TQ1_0"],
  ["model-TQ2_0.gguf", "variant TQ2_0"],
  ["gpt-oss-20b-MXFP4.gguf", "variant MXFP4"],
  ["model-MXFP4_MOE.gguf", "variant MXFP4_MOE"],
  ["model-NVFP4.gguf", "variant NVFP4"],
  ["model-Q1_0.gguf", "variant Q1_0"],
  ["Phi-3-mini-4k-instruct-fp16.gguf", "variant F16"],
  ["model-fp32.gguf", "variant F32"],
  ["model.BF16.gguf", "variant BF16"],
  ["Qwen2.5-7B-Instruct-Q6_K", "variant Q6_K"],
  ["Codestral-22B-v0.1.gguf", "variant null"],
  // suffixes, prefixes, bare families
  ["gemma-2-9b-it-Q6_K_L.gguf", "variant Q6_K_L"],
  ["model-Q4_K_XL.gguf", "variant Q4_K_XL"],
  ["model-Q8_K_XL.gguf", "variant Q8_K_XL"],
  ["model-Q5_K_XXL.gguf", "variant Q5_K_XXL"],
  ["model-Q3_K_XS.gguf", "variant Q3_K_XS"],
  ["model-Q3_K.gguf", "variant Q3_K_M"],
  ["model-Q4_K.gguf", "variant Q4_K_M"],
  ["model-q5_k.gguf", "variant Q5_K_M"],
  ["Qwen3-4B-UD-Q2_K_XL.gguf", "variant Q2_K_XL UD"],
  ["model-UD-IQ1_S.gguf", "variant IQ1_S UD"],
  ["Goliath.i1-Q4_K_S.gguf", "variant Q4_K_S i1"],
  ["model-imat-IQ2_M.gguf", "variant IQ2_M imat"],
  ["model-Q4_K_M-imat.gguf", "variant Q4_K_M imat"],
  ["gemma-3-4b-it-qat-q4_0.gguf", "variant Q4_0 QAT"],
  ["gemma-3-12b-it-qat-UD-Q4_K_XL.gguf", "variant Q4_K_XL QAT,UD"],
  // traps
  ["Q4Bot-7B-Q8_0", "variant Q8_0"],
  ["Q4Bot-7B-Q8_0.gguf", "variant Q8_0"],
  ["Goliath-fp16-Q5_K_S", "variant Q5_K_S"],
  ["Q2_0-model-Q4_K", "variant Q4_K_M"],
  ["smol-IQ2_KS", "variant IQ2_KS no"],
  ["MXFP4_MOE_BF16", "variant MXFP4_MOE"],
  ["Qwen3.6-35B-A3B-MTP-MXFP4_MOE_BF16.gguf", "variant MXFP4_MOE"],
  ["Codestral-22B-v0.1-F32-Q2_K.gguf", "variant Q2_K"],
  ["Q4Bot-7B.gguf", "variant null"],
  ["F16Fighter-7B-Q4_0.gguf", "variant Q4_0"],
  // what llama.cpp removed, and what other programs own
  ["model-Q4_0_4_4.gguf", "variant Q4_0_4_4 no"],
  ["model-Q4_0_4_8.gguf", "variant Q4_0_4_8 no"],
  ["model-Q4_0_8_8.gguf", "variant Q4_0_8_8 no"],
  ["model-IQ4_NL_4_4.gguf", "variant IQ4_NL_4_4 no"],
  ["model-IQ4_K.gguf", "variant IQ4_K no"],
  ["model-IQ4_KSS.gguf", "variant IQ4_KSS no"],
  ["model-IQ3_KT.gguf", "variant IQ3_KT no"],
  ["model-IQ2_KL.gguf", "variant IQ2_KL no"],
  ["model-IQ4_XS_R8.gguf", "variant IQ4_XS_R8 no"],
  ["model-Q4_K_R4.gguf", "variant Q4_K_R4 no"],
  ["model-IQ1_S_R4.gguf", "variant IQ1_S_R4 no"],
  ["ggml-model-i2_s.gguf", "variant I2_S no"],
  // splits and folders
  ["model-Q4_K_M-00001-of-00003.gguf", "variant Q4_K_M 1/3"],
  ["Q4_K_M/llama-00002-of-00003.gguf", "variant Q4_K_M 2/3"],
  ["UD-Q4_K_XL/model-00002-of-00002.gguf", "variant Q4_K_XL UD 2/2"],
  ["UD-Q4_K_XL\\model-00002-of-00002.gguf", "variant Q4_K_XL UD 2/2"],
  ["Model-70B-Q8_0/Model-70B-Q8_0-00001-of-00002.gguf", "variant Q8_0 1/2"],
  ["F16/model-Q2_K.gguf", "variant Q2_K"],
  ["Model.Q8_0.gguf.part1of2", "variant Q8_0 1/2 no"],
  ["falcon-180b.Q6_K.gguf-split-b", "variant Q6_K 2/null no"],
  ["owner/Model-Q4_K_M-GGUF/model.gguf", "variant null"],
  ["Q4_K_M/sub/model.gguf", "variant null"],
  // companions
  ["mmproj-model-f16.gguf", "mmproj F16 no"],
  ["Qwen2.5-VL-7B-Instruct-mmproj-bf16.gguf", "mmproj BF16 no"],
  ["imatrix.dat", "imatrix null no"],
  ["imatrix_unsloth.gguf_file", "imatrix null no"],
  ["Llama-3-8B.imatrix", "imatrix null no"],
  ["mtp-Qwen3.5-27B-Q8_0.gguf", "draft Q8_0 no"],
  ["eagle3-Llama-3.3-70B-F16.gguf", "draft F16 no"],
  ["dflash-Qwen3-8B-BF16.gguf", "draft BF16 no"],
  ["dspark-Qwen3-8B-BF16.gguf", "draft BF16 no"],
  ["GLM-4.5-MTP-Q4_K_M.gguf", "variant Q4_K_M"],
  // not GGUF
  ["model-00001-of-00004.safetensors", "other null 1/4 no"],
  ["TheBloke/Llama-2-7B-GPTQ", "other null no"],
  ["Llama-2-7B-AWQ/model.safetensors", "other null no"],
  ["llama-3-8b-4.0bpw-exl2", "other null no"],
  ["mlx-community/Llama-3.2-3B-Instruct-4bit-mlx/weights.npz", "other null no"],
  ["pytorch_model-00001-of-00002.bin", "other null 1/2 no"],
  ["llama-2-7b.ggmlv3.q4_K_M.bin", "variant Q4_K_M no"],
  ["ggml-model-q4_0.bin", "variant Q4_0 no"],
  ["README.md", "other null no"],
  ["Q4_K_M/README.md", "other null no"],
  ["", "other null no"],
  // output and embedding in one type, the rest in another
  ["Small-7B.f16.q6.gguf", "variant Q6_K"],
  ["Small-7B.f16.q5.gguf", "variant Q5_K_M"],
  ["Small-7B.bf16.q8_0.gguf", "variant Q8_0"],
  ["Small-7B.f16.gguf", "variant F16"],
  // tiers that only the header can name
  ["Small-APEX-Balanced.gguf", "variant null APEX-Balanced"],
  ["Small-APEX-I-Compact.gguf", "variant null APEX-I-Compact"],
  // folders and files that are only a label
  ["Q4_K_M/Q4_K_M-00001-of-00001.gguf", "variant Q4_K_M 1/1"],
  ["Q4_K/Q4_K-00001-of-00001.gguf", "variant Q4_K_M 1/1"],
  // raw pieces, as many programs name them
  ["Small.Q8_0.gguf.part-a", "variant Q8_0 1/null no"],
  ["Small.Q8_0.gguf.part-b", "variant Q8_0 2/null no"],
  ["Small.Q8_0.gguf.partab", "variant Q8_0 2/null no"],
  ["Small.Q8_0.gguf.part00", "variant Q8_0 0/null no"],
  ["Small.Q8_0.gguf-part-2-of-3", "variant Q8_0 2/3 no"],
  ["Small.Q8_0.gguf.00", "variant Q8_0 0/null no"],
  ["Small.Q8_0.gguf.001", "variant Q8_0 1/null no"],
  ["Small.Q8_0.gguf.aa", "variant Q8_0 1/null no"],
  ["Small.Q8_0.gguf.7z.001", "variant Q8_0 1/null no"],
  ["Small.Q8_0.gguf_ab", "variant Q8_0 2/null no"],
  ["Small.Q8_0.gguf.xab", "variant Q8_0 2/null no"],
  ["Small.Q8_0.gguf.1of2", "variant Q8_0 1/2 no"],
  ["Small.Q8_0.gguf-00002-of-00003", "variant Q8_0 2/3 no"],
  ["Small.Q8_0.gguf.part 1", "variant Q8_0 1/null no"],
  ["Small.Q8_0.gguf.z01", "variant Q8_0 1/null no"],
  ["Small.Q8_0.gguf.r00", "variant Q8_0 0/null no"],
  ["Small.Q8_0.gguf.part02.rar", "variant Q8_0 2/null no"],
  ["Small.Q8_0-00002-of-00003.gguf", "variant Q8_0 2/3"],
  ["Small-Q8_0.001", "variant Q8_0 1/null no"],
  ["Small-Q8_0-split-c.gguf", "variant Q8_0 3/null no"],
  ["Small.Q8_0.gguf.md", "other null no"],
  ["Small-v0.1-Q8_0.gguf", "variant Q8_0"],
  // what goes with a model, without the usual words
  ["vision-encoder-F16.gguf", "mmproj F16 no"],
  ["Model-drafter-Q8_0.gguf", "draft Q8_0 no"],
  ["Qwen3-Coder-DRAFT-0.6B-Q4_0.gguf", "draft Q4_0 no"],
  ["Small-LoRA-F16.gguf", "other F16 no"],
  ["adapter-q8_0.gguf", "other Q8_0 no"],
  ["Llama-3-8B-lora-merged-F16.gguf", "variant F16"],
  ["Llama-3-8B-LoRA-Q4_K_M.gguf", "variant Q4_K_M"],
  ["ggml-vocab-llama-bpe.gguf", "other null no"],
  ["style-control-vector.gguf", "other null no"],
  ["Qwen3-4B-imatrix.gguf", "imatrix null no"],
  ["WestLake-imatrix-Q4_K_M.gguf", "variant Q4_K_M"],
];

function told(name: string): string {
  const { role, label, modifiers, shard, runs } = readLabel(name);
  const words = [role, label ?? "null"];
  if (modifiers.length > 0) words.push(modifiers.join(","));
  if (shard !== null) words.push(`${shard.index}/${shard.count ?? "null"}`);
  if (!runs) words.push("no");
  return words.join(" ");
}

describe("readLabel", () => {
  test.each(table)("%s", (name, expected) => {
    expect(told(name)).toBe(expected);
  });

  test("says why what does not run does not, and for what", () => {
    expect(noteOf("model-Q4_0_4_4.gguf")).toMatch(/removed.*Q4_0/s);
    expect(noteOf("model-IQ4_KS.gguf")).toMatch(/ik_llama/);
    expect(noteOf("x-GPTQ/model.safetensors")).toMatch(/GPTQ.*GGUF/s);
    expect(noteOf("llama.ggmlv3.q4_0.bin")).toMatch(/before GGUF/);
    expect(noteOf("mmproj-F16.gguf")).toMatch(/goes with a model/);
  });

  test("never throws, whatever the name, and always answers by the contract", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        expect(labelReadingSchema.safeParse(readLabel(name)).success).toBe(true);
      }),
    );
  });

  const labels = [
    "Q4_K_M",
    "Q8_0",
    "IQ3_XXS",
    "F16",
    "BF16",
    "Q5_K_S",
    "IQ2_KS",
    "Q4_K_XL",
    "MXFP4_MOE",
    "TQ2_0",
    "Q4_0_4_8",
  ];
  const word = fc.stringMatching(/^[A-Za-z0-9]{1,10}$/);
  test("finds any label at its usual place in any name, in any case", () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...labels),
        fc.constantFrom("-", "."),
        fc.boolean(),
        (words, label, delimiter, lower) => {
          fc.pre(
            !/imatrix|mmproj|^(mtp|eagle3|dflash|dspark)$/i.test(words.join("")) &&
              !/^(eagle3|dflash|dspark)$/im.test(words.join("\n")),
          );
          const name = `${words.join("-")}${delimiter}${lower ? label.toLowerCase() : label}.gguf`;
          expect(readLabel(name).label).toBe(label);
        },
      ),
    );
  });

  test("stays quick on long hostile names", () => {
    for (const part of ["Q4_K_", "IQ2_", "-of-00001", "ud-", "MXFP4_MOE_", "._-"]) {
      expect(readLabel(part.repeat(20_000)).role).toBeDefined();
    }
  });
});
