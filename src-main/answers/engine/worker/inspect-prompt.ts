import type { InspectCommand, InspectedReport } from "../protocol.ts";
import { fittingPrompt } from "./fitting-prompt.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { PromptMaker } from "./prompt-maker.ts";

/** A page of the prompt that a question would be asked with, made as it is made for an answer. */
export async function inspectPrompt(
  { model, slots }: Pick<LoadedModel, "model" | "slots">,
  maker: PromptMaker,
  { from, count, question }: InspectCommand,
): Promise<InspectedReport["page"]> {
  const { prompt, leftOutTurns } = await fittingPrompt(maker, question, slots.contextTokens);
  const { tokens, marks } = prompt;
  const page = tokens.slice(from, from + count).map((id, index) => {
    // A word's blank is a matter of what stands before it.
    const before = tokens[from + index - 1];
    const text = model.detokenize([id], true, before === undefined ? [] : [before]);
    return { id, text, special: marks.has(id) || model.isSpecialToken(id) || model.isEogToken(id) };
  });
  return { total: tokens.length, tokens: page, leftOutTurns };
}
