import { join } from "node:path";
import { ESLint, Linter } from "eslint";
import ts from "typescript-eslint";
import { expect, it } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";

const eslint = new ESLint({ cwd: root });

/** How often `code` breaks the rule about texts, were it in that file. */
async function complaintsOf(file: string, code: string): Promise<number> {
  const { rules, languageOptions } = (await eslint.calculateConfigForFile(join(root, file))) as Linter.Config;
  const config: Linter.Config = {
    files: ["**/*.svelte", "**/*.ts"],
    // Without types, which the rule does not need and which take seconds.
    languageOptions: {
      parser: languageOptions?.parser,
      parserOptions: { parser: ts.parser },
    },
    rules: { "no-restricted-syntax": rules?.["no-restricted-syntax"] ?? "off" },
  };
  const messages = new Linter({ cwd: root }).verify(code, config, { filename: join(root, file) });
  expect(messages.filter(({ ruleId }) => ruleId === null)).toEqual([]);
  return messages.length;
}

const component = "src-renderer/shell/Screen.svelte";

it.each([
  "<p>Loaded</p>",
  "<p>{count} more</p>",
  "{#if open}less{/if}",
  '<button aria-label="Close"></button>',
  '<Field hint="Empty: no limit." />',
  '<Bar label="Loading {name}" />',
  '<Field label={open ? "Less" : "More"} />',
  "<Field label={`Loading ${name}`} />",
  '<p>{open ? "less" : "more"}</p>',
  "<p>{`${count} files`}</p>",
  '<p>{name ?? "A model"}</p>',
  '<Field label={"Less"} />',
  '<Menu items={[{ label: "Delete" }]} />',
  '<script>const text = "Nothing is lost";</script>',
  "<script>const text = `needs ${bytes}`;</script>",
  "<script>const text = `${part} of ${whole}`;</script>",
  '<script>const item = { label: "Delete" };</script>',
])("a component does not say %s by itself", async (code) => {
  expect(await complaintsOf(component, code)).toBeGreaterThan(0);
});

it.each([
  "<p>{words.loaded} · {count}</p>",
  '<p class="quiet small" id="main">Bitloft</p>',
  '<Bar label={words.loadingOf(name)} tone={open ? "good" : "bad"} value={kind === "x" ? 1 : 2} />',
  '<p class={open ? "less" : "more"}>{kind === "open" ? words.less : words.more}</p>',
  '<p class={open ? "chunk long" : "chunk"}></p>',
  '<script>const wide = matchMedia("(prefers-color-scheme: light)");</script>',
  "<script>document.title = `${title} · Bitloft`;</script>",
  "<style>p { margin: 0 auto; }</style>",
  '<script>throw new Error("index.html has no #app");</script>',
])("a component may hold %s", async (code) => {
  expect(await complaintsOf(component, code)).toBe(0);
});

it("main has no text of its own for the menu and the system's dialogs", async () => {
  const menu = "src-main/doors/app/application-menu.ts";
  expect(await complaintsOf(menu, "export const item = { role: 'copy', label: 'Copy' };")).toBe(1);
  expect(await complaintsOf(menu, "export const item = { role: 'copy', label: menu.copy };")).toBe(0);
});

it("a helper of a screen has no sentence either", async () => {
  const helper = "src-renderer/features/settings/parse-fields.ts";
  expect(await complaintsOf(helper, "export const text = 'A number from 256';")).toBe(1);
  expect(await complaintsOf(helper, "export const option = { value: 'dark', label: 'Dark' };")).toBe(1);
  expect(await complaintsOf(helper, "export const option = { value: 'dark', label: words.dark };")).toBe(0);
});
