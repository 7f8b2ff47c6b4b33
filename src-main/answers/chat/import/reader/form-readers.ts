import type { FormReader } from "./foreign.ts";
import { isRecord } from "./fields.ts";
import { chatGpt } from "./forms/chatgpt.ts";
import { claude } from "./forms/claude.ts";
import { jan } from "./forms/jan.ts";
import { llamaCpp } from "./forms/llama-cpp.ts";
import { lmStudio } from "./forms/lm-studio.ts";
import { openAi } from "./forms/openai.ts";
import { openWebUi } from "./forms/open-webui.ts";
import { own } from "./forms/own.ts";
import { shareGpt } from "./forms/sharegpt.ts";
import { textGenerationWebUi } from "./forms/text-generation-webui.ts";

/** In an order in which none takes another's for its own. */
const readers: readonly FormReader[] = [
  own,
  chatGpt,
  claude,
  openWebUi,
  llamaCpp,
  lmStudio,
  jan,
  textGenerationWebUi,
  shareGpt,
  openAi,
];

/** Whose value this is; null for nobody's. */
export function readerOf(value: unknown): FormReader | null {
  return isRecord(value) ? (readers.find((reader) => reader.isIt(value)) ?? null) : null;
}
