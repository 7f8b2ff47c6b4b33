import type { ConversationFormat } from "../../../../src-shared/contract/index.ts";
import { html } from "./html.ts";
import { llamaCpp } from "./llama-cpp.ts";
import { markdown } from "./markdown.ts";
import { openAi } from "./openai.ts";
import { openWebUi } from "./open-webui.ts";
import { ownJson } from "./own-json.ts";
import type { Form } from "./types.ts";

export const forms: Readonly<Record<ConversationFormat, Form>> = {
  markdown,
  html,
  json: ownJson,
  jsonl: llamaCpp,
  openai: openAi,
  "open-webui": openWebUi,
};
