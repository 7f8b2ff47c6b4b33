import { z } from "zod";
import { type Sampling, type SamplingInput, defaultConversationSettings } from "../../../src-shared/contract/index.ts";
import { heldTo } from "./held-to.ts";

const defaults = defaultConversationSettings.sampling;

export const samplingSchema = heldTo<Sampling, SamplingInput>()(
  z.object({
    temperature: z.number().min(0).max(5).default(defaults.temperature),
    topP: z.number().min(0).max(1).default(defaults.topP),
    topK: z.number().int().min(0).max(1000).default(defaults.topK),
    seed: z.number().int().min(0).max(4_294_967_295).nullable().default(defaults.seed),
    maxTokens: z.number().int().min(1).max(1_000_000).nullable().default(defaults.maxTokens),
  }),
);
