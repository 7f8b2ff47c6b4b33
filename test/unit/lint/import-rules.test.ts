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
  [
    "src-main/index.ts",
    'import "electron"; import "./composition/index.ts"; import "./doors/app/index.ts"; import "./ground/settings/index.ts";',
    null,
  ],
  ["src-main/doors/app/index.ts", 'import "electron"; import "../../composition/index.ts";', null],
  ["src-main/doors/ipc/index.ts", 'import "electron"; import "../../../src-shared/contract/index.ts";', null],
  ["src-main/doors/preload/index.ts", 'import "electron"; import "../../../src-shared/contract/index.ts";', null],
  [
    "src-main/doors/cli/index.ts",
    'import "../../composition/index.ts"; import "../../models/catalog/index.ts"; import "../../ground/hardware/index.ts";',
    null,
  ],
  [
    "src-main/composition/index.ts",
    'import "../answers/chat/index.ts"; import "../models/recommend/index.ts"; import "../ground/storage/index.ts";',
    null,
  ],
  [
    "src-main/answers/chat/index.ts",
    'import "../engine/index.ts"; import "../loading/index.ts"; import "../../models/library/index.ts"; import "./tree.ts";',
    null,
  ],
  ["src-main/answers/chat/tree.ts", "export const a = 1;", null],
  [
    "src-main/answers/engine/index.ts",
    'import "../../models/library/index.ts"; import "../../ground/hardware/index.ts"; import "../../ground/processes/index.ts";',
    null,
  ],
  [
    "src-main/answers/loading/index.ts",
    'import "../engine/index.ts"; import "../../models/planning/index.ts"; import "../../models/ledger/index.ts";',
    null,
  ],
  ["src-main/answers/engine/worker/main.ts", 'import "node-llama-cpp"; import "../../../ground/core/index.ts";', null],
  ["src-main/models/lab/worker/main.ts", 'import "koffi"; import "../../../ground/core/index.ts";', null],
  [
    "src-main/models/lab/index.ts",
    'import "../catalog/index.ts"; import "../library/index.ts"; import "../planning/index.ts"; import "./protocol.ts";',
    null,
  ],
  ["src-main/models/lab/protocol.ts", "export const a = 1;", null],
  [
    "src-main/models/library/index.ts",
    'import "./library.ts"; import "../download/index.ts"; import "../catalog/index.ts";',
    null,
  ],
  [
    "src-main/models/library/library.ts",
    'import type {} from "../../ground/storage/index.ts"; import "./files-table.ts";',
    null,
  ],
  ["src-main/models/library/files-table.ts", 'import "../../ground/storage/index.ts"; import "./file-row.ts";', null],
  ["src-main/models/library/file-row.ts", 'import "../../ground/storage/index.ts";', null],
  ["src-main/models/download/kept-journal.ts", 'import "../../ground/storage/index.ts";', null],
  ["src-main/models/download/index.ts", 'import "../catalog/index.ts";', null],
  [
    "src-main/models/catalog/index.ts",
    'import "./labels/read.ts"; import "../../ground/settings/index.ts"; import "../../../src-shared/contract/index.ts";',
    null,
  ],
  ["src-main/models/catalog/labels/read.ts", "export const a = 1;", null],
  ["src-main/models/catalog/label-row.ts", "export const a = 1;", null],
  ["src-main/answers/engine/tuning/tunings-table.ts", 'import "../../../ground/storage/index.ts";', null],
  ["src-main/models/components/index.ts", 'import "../download/index.ts"; import "../catalog/index.ts";', null],
  ["src-main/models/ledger/index.ts", 'import "../recommend/index.ts";', null],
  [
    "src-main/models/planning/index.ts",
    'import "../catalog/index.ts"; import "../ledger/index.ts"; import "../library/index.ts"; import "../recommend/index.ts";',
    null,
  ],
  [
    "src-main/models/recommend/index.ts",
    'import "../../../src-shared/contract/index.ts"; import "../../ground/core/index.ts";',
    null,
  ],
  [
    "src-main/ground/hardware/index.ts",
    'import "systeminformation"; import "../core/index.ts"; import "../files/index.ts"; import "../processes/index.ts";',
    null,
  ],
  ["src-main/ground/processes/index.ts", 'import "node:child_process";', null],
  [
    "src-main/ground/settings/index.ts",
    'import "../core/index.ts"; import "../files/index.ts"; import "../inputs/index.ts";',
    null,
  ],
  [
    "src-main/ground/storage/index.ts",
    'import "better-sqlite3"; import "../core/index.ts"; import "../schemas/index.ts";',
    null,
  ],
  ["src-main/ground/files/index.ts", 'import "node:fs"; import "../core/index.ts";', null],
  ["src-main/ground/inputs/index.ts", 'import "zod"; import "../core/index.ts"; import "../schemas/index.ts";', null],
  ["src-main/ground/schemas/index.ts", 'import "zod"; import "../../../src-shared/contract/index.ts";', null],
  ["src-main/ground/core/index.ts", 'import "../../../src-shared/contract/index.ts";', null],
  // The other half of a cycle, which is reported once.
  ["src-main/ground/core/cycle-b.ts", 'import "./cycle-a.ts";', null],
  ["src-main/ground/core/type-cycle-b.ts", 'import type {} from "./type-cycle-a.ts";', null],
  // Of no room.
  ["src-main/ground/stray.ts", "export const a = 1;", null],
  ["src-main/answers/stray.ts", "export const a = 1;", null],
  ["src-shared/stray.ts", "export const a = 1;", null],
  ["src-shared/contract/index.ts", 'export interface Dto { a: number } export const a = 1; import "./fit.ts";', null],
  ["src-shared/contract/fit.ts", "export const a = 1;", null],
  ["src-shared/figures/index.ts", 'import type {} from "../contract/index.ts";', null],
  ["src-shared/words/index.ts", 'import "../contract/index.ts"; import "../figures/index.ts";', null],
  [
    "src-renderer/App.svelte",
    '<script lang="ts">import "./features/chat/Chat.svelte"; import "./bridge/index.ts";</script>',
    null,
  ],
  [
    "src-renderer/bridge/index.ts",
    'import { a, type Dto } from "../../src-shared/contract/index.ts"; export type A = Dto; export const b = a;',
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
  ["src-main/ground/core/cycle-a.ts", 'import "./cycle-b.ts";', "no-cycles"],
  ["src-main/ground/core/type-cycle-a.ts", 'import type {} from "./type-cycle-b.ts";', "no-cycles"],
  ["src-main/answers/chat/nowhere.ts", 'import "./missing.ts";', "resolvable"],
  ["src-main/composition/up.ts", 'import "../doors/app/index.ts";', "below-composition"],
  ["src-main/composition/top.ts", 'import "../index.ts";', "below-composition"],
  ["src-main/answers/chat/up.ts", 'import "../../composition/index.ts";', "below-answers"],
  ["src-main/answers/engine/up-type.ts", 'import type {} from "../../composition/index.ts";', "below-answers"],
  ["src-main/models/library/up.ts", 'import "../../answers/engine/index.ts";', "below-models"],
  ["src-main/models/recommend/up.ts", 'import type {} from "../../answers/engine/index.ts";', "below-models"],
  ["src-main/ground/settings/up.ts", 'import "../../models/catalog/index.ts";', "below-ground"],
  ["src-main/ground/core/up.ts", 'import "../../models/recommend/index.ts";', "below-ground"],
  ["src-shared/contract/beside.ts", 'import "../figures/index.ts";', "beside-contract"],
  ["src-shared/figures/beside.ts", 'import "../words/index.ts";', "beside-figures"],
  ["src-shared/words/beside.ts", 'import "../stray.ts";', "beside-words"],
  ["src-main/doors/app/beside.ts", 'import "../ipc/index.ts";', "beside-app"],
  ["src-main/doors/ipc/beside.ts", 'import "../app/index.ts";', "beside-ipc"],
  ["src-main/doors/preload/beside.ts", 'import "../ipc/index.ts";', "beside-preload"],
  ["src-main/doors/cli/beside.ts", 'import "../app/index.ts";', "beside-cli"],
  ["src-main/answers/engine/beside.ts", 'import "../chat/index.ts";', "beside-engine"],
  ["src-main/answers/engine/beside-loading.ts", 'import type {} from "../loading/index.ts";', "beside-engine"],
  ["src-main/answers/loading/beside.ts", 'import "../chat/index.ts";', "beside-loading"],
  ["src-main/answers/presets/beside.ts", 'import "../chat/index.ts";', "beside-presets"],
  ["src-main/answers/chat/beside.ts", 'import "../stray.ts";', "beside-chat"],
  ["src-main/answers/compare/beside.ts", 'import "../stray.ts";', "beside-compare"],
  ["src-main/models/catalog/beside.ts", 'import "../download/index.ts";', "beside-catalog"],
  ["src-main/models/capability/beside.ts", 'import "../catalog/index.ts";', "beside-capability"],
  ["src-main/models/recommend/beside.ts", 'import "../catalog/index.ts";', "beside-recommend"],
  ["src-main/models/download/beside.ts", 'import "../library/index.ts";', "beside-download"],
  ["src-main/models/components/beside.ts", 'import "../library/index.ts";', "beside-components"],
  ["src-main/models/library/beside.ts", 'import "../ledger/index.ts";', "beside-library"],
  ["src-main/models/stores/beside.ts", 'import "../ledger/index.ts";', "beside-stores"],
  ["src-main/models/ledger/beside.ts", 'import "../library/index.ts";', "beside-ledger"],
  ["src-main/models/lab/learned.ts", 'import type {} from "../ledger/index.ts";', "beside-lab"],
  ["src-main/models/ledger/planning.ts", 'import type {} from "../planning/index.ts";', "beside-ledger"],
  ["src-main/models/planning/beside.ts", 'import "../download/index.ts";', "beside-planning"],
  ["src-main/ground/core/beside.ts", 'import "../settings/index.ts";', "beside-core"],
  ["src-main/ground/schemas/beside.ts", 'import "../core/index.ts";', "beside-schemas"],
  ["src-main/ground/inputs/beside.ts", 'import "../settings/index.ts";', "beside-inputs"],
  ["src-main/ground/settings/beside.ts", 'import "../hardware/index.ts";', "beside-settings"],
  ["src-main/ground/timing/beside.ts", 'import "../core/index.ts";', "beside-timing"],
  ["src-main/ground/processes/beside.ts", 'import "../core/index.ts";', "beside-processes"],
  ["src-main/ground/storage/beside.ts", 'import "../settings/index.ts";', "beside-storage"],
  ["src-main/ground/files/beside.ts", 'import "../settings/index.ts";', "beside-files"],
  ["src-main/ground/hardware/beside.ts", 'import "../settings/index.ts";', "beside-hardware"],
  ["src-main/ground/backup/beside.ts", 'import "../settings/index.ts";', "beside-backup"],
  ["src-main/ground/jobs/beside.ts", 'import "../settings/index.ts";', "beside-jobs"],
  ["src-main/ground/requests/beside.ts", 'import "../storage/index.ts";', "beside-requests"],
  ["src-main/ground/settings/stray.ts", 'import "../stray.ts";', "rooms-by-name"],
  ["src-main/answers/chat/inside.ts", 'import "../../models/catalog/labels/read.ts";', "public-entry-only"],
  ["src-main/composition/inside.ts", 'import "../answers/chat/tree.ts";', "public-entry-only"],
  ["src-main/doors/cli/inside.ts", 'import "../../composition/inside.ts";', "public-entry-only"],
  ["src-main/ground/settings/inside.ts", 'import "../core/cycle-b.ts";', "public-entry-only"],
  ["src-main/ground/core/shared-inside.ts", 'import "../../../src-shared/contract/fit.ts";', "shared-entry-only"],
  ["src-renderer/state/shared-inside.ts", 'import "../../src-shared/contract/fit.ts";', "shared-entry-only"],
  ["src-shared/words/inside.ts", 'import "../contract/fit.ts";', "shared-entry-only"],
  ["src-main/doors/app/room.ts", 'import "../../models/library/index.ts";', "thin-doors"],
  ["src-main/doors/ipc/room.ts", 'import "../../answers/chat/index.ts";', "thin-doors"],
  ["src-main/doors/preload/up.ts", 'import "../../composition/index.ts";', "preload-by-itself"],
  ["src-main/doors/preload/package.ts", 'import "systeminformation";', "preload-without-packages"],
  ["src-main/doors/preload/node.ts", 'import "node:fs";', "preload-without-node"],
  ["src-shared/contract/node.ts", 'import "node:fs";', "pure-without-node"],
  ["src-main/ground/core/node.ts", 'import "path";', "pure-without-node"],
  ["src-main/models/recommend/node.ts", 'import "node:os";', "pure-without-node"],
  ["src-main/models/recommend/package.ts", 'import "systeminformation";', "pure-without-packages"],
  ["src-main/ground/core/package.ts", 'import "zod";', "pure-without-packages"],
  ["src-shared/contract/package.ts", 'import type {} from "zod";', "pure-without-packages"],
  ["src-main/ground/inputs/package.ts", 'import "systeminformation";', "parsing-with-zod-alone"],
  ["src-main/ground/schemas/node.ts", 'import "node:fs";', "pure-without-node"],
  ["src-main/models/recommend/impure.ts", 'import "../../ground/settings/index.ts";', "pure-without-impure"],
  ["src-shared/contract/main.ts", 'import "../../src-main/ground/core/index.ts";', "shared-by-itself"],
  ["src-shared/contract/window.ts", 'import type {} from "../../src-renderer/ui/tone.ts";', "shared-by-itself"],
  ["src-main/composition/electron.ts", 'import "electron";', "electron-at-the-edge"],
  ["src-main/models/download/electron.ts", 'import type {} from "electron";', "electron-at-the-edge"],
  ["src-main/doors/cli/electron.ts", 'import "electron";', "electron-at-the-edge"],
  ["src-renderer/state/electron.ts", 'import "electron";', "electron-at-the-edge"],
  ["src-main/answers/engine/llama.ts", 'import "node-llama-cpp";', "llama-in-the-worker"],
  ["src-main/answers/engine/in-process.ts", 'import "./worker/main.ts";', "worker-by-itself"],
  ["src-main/models/lab/native.ts", 'import "koffi";', "koffi-in-the-lab"],
  ["src-main/models/lab/in-process.ts", 'import "./worker/main.ts";', "lab-worker-by-itself"],
  ["src-main/answers/engine/child.ts", 'import "node:child_process";', "children-in-one-room"],
  ["src-main/ground/hardware/child.ts", 'import type {} from "child_process";', "children-in-one-room"],
  ["src-main/models/library/sqlite.ts", 'import type {} from "better-sqlite3";', "sqlite-in-one-room"],
  ["src-main/answers/chat/rows.ts", 'import "../../ground/storage/index.ts";', "rows-in-tables"],
  ["src-main/answers/engine/tuning/index.ts", 'import "./tunings-table.ts";', "tables-at-home"],
  ["src-main/models/catalog/labels/index.ts", 'import type {} from "../label-row.ts";', "tables-at-home"],
  [
    "src-renderer/bridge/room.ts",
    'import type {} from "../../src-main/ground/core/index.ts";',
    "renderer-without-main",
  ],
  ["src-renderer/bridge/test.ts", 'import "../../test/helper.ts";', "renderer-without-main"],
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
  ["src-renderer/ui/contract.ts", 'import type {} from "../../src-shared/contract/index.ts";', "ui-knows-no-domain"],
  ["src-main/doors/app/window.ts", 'import "../../../src-renderer/ui/tone.ts";', "main-without-window"],
];

const packages = ["electron", "better-sqlite3", "koffi", "node-llama-cpp", "systeminformation", "zod"];

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
  const args = [cruiser, "--config", configPath, "--output-type", "json", "src-main", "src-renderer", "src-shared"];
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
