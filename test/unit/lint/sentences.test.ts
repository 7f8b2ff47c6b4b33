import { join } from "node:path";
import { ESLint, Linter } from "eslint";
import { expect, it } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";

async function complaintsOf(file: string, code: string): Promise<number> {
  const configured = (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, file))) as Linter.Config;
  const rule = configured.rules?.["no-restricted-syntax"];
  return new Linter().verify(code, { rules: { "no-restricted-syntax": rule ?? "off" } }).length;
}

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
