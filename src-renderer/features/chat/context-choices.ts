import type { WindowWords } from "../../../src-shared/words/index.ts";

export interface ContextChoice {
  value: string;
  label: string;
}

const smallest = 2048;
const largestWithoutKnowing = 32_768;
const largest = 1_048_576;

/** Powers of two up to what the model was trained for, and whatever is chosen now. `auto`: the plan chooses. */
export function contextChoices(
  words: Pick<WindowWords["asking"], "automatic" | "tokensOf">,
  trainedTokens: number | null,
  chosen: number | null,
): ContextChoice[] {
  const limit = Math.min(trainedTokens ?? largestWithoutKnowing, largest);
  const lengths = new Set<number>();
  for (let tokens = smallest; tokens <= limit; tokens *= 2) lengths.add(tokens);
  if (trainedTokens !== null && trainedTokens <= largest) lengths.add(trainedTokens);
  if (chosen !== null) lengths.add(chosen);
  const sorted = [...lengths].sort((a, b) => a - b);
  return [
    { value: "auto", label: words.automatic },
    ...sorted.map((tokens) => ({ value: String(tokens), label: words.tokensOf(tokens) })),
  ];
}
