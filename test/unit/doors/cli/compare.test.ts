import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { scriptedModel } from "../../../fixtures/index.ts";
import { chatAnswer, event, memoryNeed } from "./answer-schemas.ts";
import { CommandLine } from "./command-line.ts";

const { tokens, tokensPerSecond, firstTokenMs, measured } = chatAnswer.shape;
const compareAnswer = z.object({
  event: z.literal("done"),
  prompt: z.string(),
  seed: z.number().int(),
  answers: z.array(
    z.object({
      variant: z.object({ id: z.string(), name: z.string(), label: z.string(), sizeBytes: z.number().int() }),
      state: z.string(),
      ...{ text: z.string(), thinking: z.string() },
      ...{ tokens: tokens.optional(), tokensPerSecond: tokensPerSecond.optional() },
      ...{ firstTokenMs: firstTokenMs.optional(), predicted: memoryNeed.nullable(), measured: measured.nullable() },
      error: z.object({ code: z.string() }).nullable(),
    }),
  ),
});

let cli: CommandLine;
const file = (name: string): string => join(cli.folder, `${name}.gguf`);
beforeAll(async () => {
  cli = new CommandLine();
  for (const name of ["first", "second"]) {
    scriptedModel(file(name), { say: [`I am ${name}.`], name });
    expect((await cli.run(["import", file(name)])).code).toBe(0);
  }
});
afterAll(() => {
  cli.close();
});

it("compares two variants, and says what each answered and took; one that does not load costs the other nothing", async () => {
  const { code, answer, lines } = await cli.run([
    "compare",
    "first",
    "second",
    "--prompt",
    "Who?",
    "--seed",
    "5",
    "--context",
    "256",
    "--json",
  ]);
  expect(code).toBe(0);
  for (const line of lines.slice(0, -1)) event.parse(line);
  const { prompt, seed, answers } = compareAnswer.parse(answer);
  expect([prompt, seed]).toEqual(["Who?", 5]);
  expect(answers.map(({ text, state }) => [text, state])).toEqual([
    ["I am first.", "done"],
    ["I am second.", "done"],
  ]);
  for (const one of answers) {
    expect(one.tokens).toBeGreaterThan(0);
    expect(one.measured).not.toBeNull();
    expect(one.predicted).not.toBeNull();
  }

  rmSync(file("first"));
  const without = await cli.run(["compare", "first", "second", "--prompt", "Who?", "--context", "256"]);
  expect(without.code).toBe(1);
  expect(without.stdout).toContain("I am second.");
  expect(without.stderr).toMatch(/file/i);
  expect((await cli.run(["compare", "second", "second", "--prompt", "Who?"])).code).toBe(1);
});
