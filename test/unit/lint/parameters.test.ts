import { join } from "node:path";
import tseslint from "typescript-eslint";
import { ESLint, Linter } from "eslint";
import { expect, it } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";

it.each(["src-main/probe.ts", "src-renderer/state/probe.ts", "src-shared/probe.ts"])(
  "%s has no function with more than five parameters",
  async (file) => {
    const configured = (await new ESLint({ cwd: root }).calculateConfigForFile(join(root, file))) as Linter.Config;
    const name = "@typescript-eslint/max-params";
    const complaints = (code: string): number =>
      new Linter().verify(code, {
        plugins: { "@typescript-eslint": tseslint.plugin },
        rules: { [name]: configured.rules?.[name] ?? "off" },
      }).length;
    expect(complaints("function join(a, b, c, d, e, f) {}")).toBe(1);
    expect(complaints("const join = (a, b, c, d, e, f) => a;")).toBe(1);
    expect(complaints("function join(a, b, c, d, e) {}")).toBe(0);
  },
);
