import type { FitHindrances, Purpose } from "../../contract/index.ts";
import type { Words } from "../language.ts";

const purposes: Readonly<Record<Purpose, string>> = {
  embedding: "An embedding model: it turns text into numbers for search, and cannot chat.",
  reranking: "A reranking model: it scores how well texts answer a question, and cannot chat.",
  encoding: "An encoder: it reads text for another program, such as one that makes pictures, and cannot chat.",
  rewriting: "A T5 model: it turns one text into another through an encoder of its own, and cannot chat.",
  drafting: "A draft model: it guesses ahead for a larger model, and cannot chat by itself.",
  diffusion: "A text diffusion model: it writes all of an answer at once, which the engine's chat cannot do.",
  speech: "A speech model: it makes sound, and cannot chat.",
};

const inBits = (bits: number): string => `The context cannot be kept in ${bits} bits`;

export const fitHindrances: Words<FitHindrances> = {
  "cannot-chat": ({ purpose }) => purposes[purpose],
  "engine-cannot-run": () => "The engine cannot run this variant.",
  "part-is-missing": () => "A part of this variant is missing on the Hub, so it cannot be loaded.",
  "cache-needs-even-heads": ({ bits, headLength, packed }) =>
    `${inBits(bits)} here: this model's attention heads have ${headLength} values, and the engine packs ${packed} at a time.`,
  "cache-needs-flash-attention": ({ bits }) =>
    `${inBits(bits)} here: that needs flash attention, which this model cannot use.`,
  "cache-without-flash-attention": ({ bits }) => `${inBits(bits)} without flash attention.`,
};
