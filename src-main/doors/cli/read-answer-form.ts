import { readFile, stat } from "node:fs/promises";
import { type AnswerForm, answerFormLimits, freeForm } from "../../../src-shared/contract/index.ts";
import { requireUsable } from "../../answers/chat/index.ts";
import { appError } from "../../ground/core/index.ts";
import { answerFormSchema } from "../../ground/schemas/index.ts";
import { type CommandContext, textOption, usageError } from "./command.ts";

/** Of a character in UTF-8. */
const mostBytes = 4;

/** What `--schema` and `--choices` ask for. Throws what is wrong with it, before anything is loaded. */
export async function readAnswerForm(context: CommandContext): Promise<AnswerForm> {
  const path = textOption(context, "schema");
  const choices = textOption(context, "choices");
  if (path !== undefined && choices !== undefined)
    throw usageError("options-exclude", { option: "--schema", other: "--choices" });
  if (choices !== undefined) return choicesOf(choices);
  if (path === undefined) return freeForm;
  const form: AnswerForm = { kind: "schema", schema: await readSchema(path) };
  requireUsable(form);
  return form;
}

function choicesOf(text: string): AnswerForm {
  const choices = text.split(",").map((one) => one.trim());
  const form = answerFormSchema.safeParse({ kind: "choice", choices });
  if (form.success) return form.data;
  const { leastChoices: least, choices: most, choiceCharacters: characters } = answerFormLimits;
  throw usageError("choices-option-unusable", { least, most, characters });
}

async function readSchema(path: string): Promise<string> {
  const { schemaCharacters: most } = answerFormLimits;
  try {
    const { size } = await stat(path);
    if (size <= most * mostBytes) return await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw appError("file-missing", "schema-not-read", { path, reason });
  }
  throw appError("invalid-input", "schema-unusable", { fault: { key: "schema-too-long", figures: { most } } });
}
