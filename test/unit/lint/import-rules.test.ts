import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../../scripts/setup/paths.mjs";

const configPath = join(root, ".dependency-cruiser.cjs");
const cruiser = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs");
const config = createRequire(import.meta.url)(configPath) as { forbidden: { name: string }[] };

/** A file, what it imports, and the rule that this breaks; null where it is allowed. */
type Case = readonly [path: string, statement: string, rule: string | null];

const allowed: Case[] = [
  ["src-main/index.ts", 'import "electron"; import "./services/index.ts"; import "./settings/index.ts";', null],
  ["src-main/services/index.ts", 'import "../chat/index.ts"; import "../recommend/index.ts";', null],
  ["src-main/cli/index.ts", 'import "../services/index.ts"; import "../catalog/index.ts";', null],
  ["src-main/ipc/index.ts", 'import "electron"; import "../contract/index.ts";', null],
  ["src-main/chat/index.ts", 'import "../engine/index.ts"; import "../core/index.ts"; import "./tree.ts";', null],
  ["src-main/chat/tree.ts", "export const a = 1;", null],
  ["src-main/engine/index.ts", 'import "node:child_process"; import "../library/index.ts";', null],
  ["src-main/engine/worker/main.ts", 'import "node-llama-cpp"; import "../../core/index.ts";', null],
  ["src-main/library/index.ts", 'import "./db/open.ts"; import "../download/index.ts";', null],
  ["src-main/library/db/open.ts", 'import "better-sqlite3";', null],
  ["src-main/download/index.ts", 'import "../catalog/index.ts";', null],
  ["src-main/catalog/index.ts", 'import "./labels/read.ts"; import "../contract/index.ts";', null],
  ["src-main/catalog/labels/read.ts", "export const a = 1;", null],
  ["src-main/hardware/index.ts", 'import "../settings/index.ts";', null],
  ["src-main/components/index.ts", 'import "../download/index.ts"; import "../catalog/index.ts";', null],
  ["src-main/recommend/index.ts", 'import "zod"; import "../contract/index.ts"; import "../core/index.ts";', null],
  ["src-main/settings/index.ts", 'import "node:fs";', null],
  ["src-main/preload/index.ts", 'import "electron"; import "../contract/index.ts";', null],
  ["src-main/core/index.ts", 'import "../contract/index.ts";', null],
  // The other half of a cycle, which is reported once.
  ["src-main/core/cycle-b.ts", 'import "./cycle-a.ts";', null],
  ["src-main/contract/index.ts", 'import "zod"; export interface Dto { a: number }', null],
  [
    "src-renderer/App.svelte",
    '<script lang="ts">import "./features/chat/Chat.svelte"; import "./bridge/index.ts";</script>',
    null,
  ],
  [
    "src-renderer/bridge/index.ts",
    'import type { Dto } from "../../src-main/contract/index.ts"; export type A = Dto;',
    null,
  ],
  ["src-renderer/state/chat.svelte.ts", 'import "../bridge/index.ts";', null],
  [
    "src-renderer/features/chat/Chat.svelte",
    '<script lang="ts">import "../../ui/Button.svelte"; import "./Message.svelte";</script>',
    null,
  ],
  ["src-renderer/features/chat/Message.svelte", "<p>hello</p>", null],
  ["src-renderer/features/library/Library.svelte", "<p>hello</p>", null],
  ["src-renderer/ui/Button.svelte", '<script lang="ts">import "./tone.ts";</script>', null],
  ["src-renderer/ui/tone.ts", "export const a = 1;", null],
  ["test/helper.ts", "export const a = 1;", null],
];

const forbidden: Case[] = [
  ["src-main/core/cycle-a.ts", 'import "./cycle-b.ts";', "no-cycles"],
  ["src-main/chat/nowhere.ts", 'import "./missing.ts";', "resolvable"],
  ["src-main/contract/node.ts", 'import "node:fs";', "pure-without-node"],
  ["src-main/core/node.ts", 'import "path";', "pure-without-node"],
  ["src-main/recommend/node.ts", 'import "node:os";', "pure-without-node"],
  ["src-main/recommend/package.ts", 'import "systeminformation";', "pure-without-packages"],
  ["src-main/core/domain.ts", 'import "../settings/index.ts";', "foundations"],
  ["src-main/settings/up.ts", 'import "../catalog/index.ts";', "upstream-of-settings"],
  ["src-main/components/up.ts", 'import "../engine/index.ts";', "upstream-of-components"],
  ["src-main/hardware/up.ts", 'import "../recommend/index.ts";', "upstream-of-hardware"],
  ["src-main/catalog/up.ts", 'import "../download/index.ts";', "upstream-of-catalog"],
  ["src-main/recommend/up.ts", 'import "../engine/index.ts";', "upstream-of-recommend"],
  ["src-main/download/up.ts", 'import "../library/index.ts";', "upstream-of-download"],
  ["src-main/library/up.ts", 'import "../engine/index.ts";', "upstream-of-library"],
  ["src-main/engine/up.ts", 'import "../chat/index.ts";', "upstream-of-engine"],
  ["src-main/engine/up-type.ts", 'import type {} from "../chat/index.ts";', "upstream-of-engine"],
  ["src-main/ledger/up.ts", 'import "../engine/index.ts";', "upstream-of-ledger"],
  ["src-main/chat/up.ts", 'import "../services/index.ts";', "upstream-of-chat"],
  ["src-main/chat/inside.ts", 'import "../catalog/labels/read.ts";', "public-entry-only"],
  ["src-main/services/inside.ts", 'import "../chat/tree.ts";', "public-entry-only"],
  ["src-main/app/domain.ts", 'import "../library/index.ts";', "composition-root-only"],
  ["src-main/ipc/domain.ts", 'import "../chat/index.ts";', "composition-root-only"],
  ["src-main/preload/up.ts", 'import "../services/index.ts";', "services-from-above"],
  ["src-main/services/electron.ts", 'import "electron";', "electron-at-the-edge"],
  ["src-main/download/electron.ts", 'import type {} from "electron";', "electron-at-the-edge"],
  ["src-renderer/state/electron.ts", 'import "electron";', "electron-at-the-edge"],
  ["src-main/engine/llama.ts", 'import "node-llama-cpp";', "llama-in-the-worker"],
  ["src-main/engine/in-process.ts", 'import "./worker/main.ts";', "worker-by-itself"],
  ["src-main/library/sqlite.ts", 'import type {} from "better-sqlite3";', "sqlite-in-library-db"],
  [
    "src-renderer/bridge/domain.ts",
    'import type {} from "../../src-main/core/index.ts";',
    "renderer-knows-the-contract",
  ],
  ["src-renderer/bridge/test.ts", 'import "../../test/helper.ts";', "renderer-knows-the-contract"],
  [
    "src-renderer/bridge/value.ts",
    'import { a } from "../../src-main/contract/index.ts"; export { a };',
    "renderer-takes-types",
  ],
  ["src-renderer/state/node.ts", 'import "node:fs";', "renderer-without-node"],
  [
    "src-renderer/features/chat/Other.svelte",
    '<script lang="ts">import "../library/Library.svelte";</script>',
    "features-apart",
  ],
  [
    "src-renderer/ui/Domain.svelte",
    '<script lang="ts">import "../state/chat.svelte.ts";</script>',
    "ui-knows-no-domain",
  ],
  ["src-renderer/ui/contract.ts", 'import type {} from "../../src-main/contract/index.ts";', "ui-knows-no-domain"],
  ["src-main/app/window.ts", 'import "../../src-renderer/ui/tone.ts";', "main-without-window"],
];

const packages = ["electron", "better-sqlite3", "node-llama-cpp", "systeminformation", "zod"];

describe("the import rules", () => {
  let folder = "";
  let broken = new Map<string, Set<string>>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "import-rules-"));
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const [path, text] of [...allowed, ...forbidden]) write(path, `${text}\n`);
    for (const name of packages) {
      write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: "1.0.0", main: "index.js" }));
      write(`node_modules/${name}/index.js`, "");
    }
    // What a compiled component imports.
    for (const path of ["disclose-version", "flags/legacy", "client"])
      write(`node_modules/svelte/internal/${path}.js`, "");
    write("node_modules/svelte/package.json", JSON.stringify({ name: "svelte", exports: { "./*": "./*.js" } }));
    write(
      "package.json",
      JSON.stringify({ dependencies: Object.fromEntries([...packages, "svelte"].map((name) => [name, "1.0.0"])) }),
    );
    write("tsconfig.json", JSON.stringify({ compilerOptions: { allowImportingTsExtensions: true, noEmit: true } }));
    broken = await cruise(folder);
  }, 60_000);

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(forbidden)("%s: %s breaks %s", (path, _, rule) => {
    expect([...(broken.get(path) ?? [])]).toContain(rule);
  });

  it.each(allowed)("%s is as it should be", (path) => {
    expect([...(broken.get(path) ?? [])]).toEqual([]);
  });

  it("are each proven by a violation", () => {
    const proven = new Set(forbidden.map(([, , rule]) => rule));
    expect(config.forbidden.map(({ name }) => name).filter((name) => !proven.has(name))).toEqual([]);
  });
});

/** The rules that each file breaks, as the linter itself says. */
async function cruise(folder: string): Promise<Map<string, Set<string>>> {
  const args = [cruiser, "--config", configPath, "--output-type", "json", "src-main", "src-renderer"];
  const output = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      // Violations make it fail; without its report something else is wrong.
      if (stdout.startsWith("{")) resolve(stdout);
      else reject(new Error(stderr, { cause: error }));
    });
  });
  const { summary } = JSON.parse(output) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const rules = new Map<string, Set<string>>();
  for (const { from, rule } of summary.violations) rules.set(from, (rules.get(from) ?? new Set()).add(rule.name));
  return rules;
}
