import { join } from "node:path";
import { ESLint, Linter } from "eslint";
import { expect, it } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";

async function complaintsOf(file: string, code: string): Promise<number> {
  const configured = (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, file))) as Linter.Config;
  const rule = configured.rules?.["no-restricted-syntax"];
  return new Linter().verify(code, { rules: { "no-restricted-syntax": rule ?? "off" } }).length;
}

const rooms = ["src-main/doors/cli/probe.ts", "src-main/ground/hardware/probe.ts", "src-shared/contract/probe.ts"];

it.each(rooms)("%s holds no sentence for people, wherever it stands", async (file) => {
  const sentences = [
    "export const text = 'The card is not used.'",
    "export const text = `The ${card} is not used.`",
    "export const row = { message: 'It does not fit' }",
    "say('Every byte is right.')",
    "terminal.note(`${name} was not found.`)",
    "throw appError('not-found', 'no-file', { reason: 'There is no file' })",
    "new Problem('The driver does not answer')",
    "export const text = wrong ? 'Try it again.' : ''",
  ];
  for (const sentence of sentences) expect([sentence, await complaintsOf(file, sentence)]).toEqual([sentence, 1]);
});

it.each(rooms)("%s may speak to those who look for faults, to the database and to a model", async (file) => {
  const others = [
    "import 'It is a name.'",
    "logger.warn('The index could not be read.')",
    "throw new Error('The caller has to wait for it.')",
    "throw new RangeError(`Only ${most} are taken at once.`)",
    "db.exec('Delete from it the rows.')",
    "export const text = forModel`You are a helpful assistant.`",
    "export const name = 'NVIDIA GeForce RTX 4070'",
    "export const pattern = /The card is not used./",
  ];
  for (const other of others) expect([other, await complaintsOf(file, other)]).toEqual([other, 0]);
});

it.each(["src-main/models/recommend/probe.ts"])("%s holds no sentence for people", async (file) => {
  const sentences = ["'Does not fit.'", "`Needs ${need}`", "`${free} is free`", "'look for another'", "'Well, then'"];
  for (const sentence of sentences)
    expect([sentence, await complaintsOf(file, `export const text = ${sentence};`)]).toEqual([sentence, 1]);
  const others = [
    "'runs-well'",
    "'token_embd.weight'",
    "`${kind} ${name}`",
    "`blk.${layer}.attn_q`",
    "`${count} × ${name}`",
  ];
  for (const other of others)
    expect([other, await complaintsOf(file, `export const text = ${other};`)]).toEqual([other, 0]);
});
