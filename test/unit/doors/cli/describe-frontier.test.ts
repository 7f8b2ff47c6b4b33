import { expect, it } from "vitest";
import type { FrontierStep } from "../../../../src-shared/contract/index.ts";
import { languages, terminalWords } from "../../../../src-shared/words/index.ts";
import { describeFrontier } from "../../../../src-main/doors/cli/describe-frontier.ts";

const step = {
  ...{
    place: "cpu",
    needBytes: 5e9,
    gpuBytes: 0,
    variant: "Q4_K_M",
    contextTokens: 4096,
    band: "very-good",
    fits: true,
  },
  speed: { tokensPerSecond: [7.5, 12], fullContextTokensPerSecond: [6.2, 9.8] },
} as unknown as FrontierStep;

it.each([
  ["en", /4\.7 GB .* 7\.5–12 +6\.2–9\.8 /],
  ["de", /4,7 GB .* 7,5–12 +6,2–9,8 /],
] as const)("writes memory and speeds as the language does (%s)", (code, row) => {
  const told = describeFrontier([step], { language: languages[code], words: terminalWords[code] });
  expect(told).toMatch(row);
});
