import { join } from "node:path";
import { afterAll, expect, it, vi } from "vitest";
import type { InstalledVariant, LedgerView } from "../../../../src-shared/contract/index.ts";
import { scriptedModel } from "../../../fixtures/scripted-model.ts";
import { CommandLine } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

const bitloft = new CommandLine();
afterAll(() => bitloft.close());

it("shows a load with its speed after a chat, and says so before the first", async () => {
  const empty = await bitloft.run(["ledger"]);
  expect(empty).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("Nothing has been loaded here yet.") as string,
  });

  const model = join(bitloft.folder, "scripted-F32.gguf");
  scriptedModel(model, { say: "It says this many words and no other .".split(" ") });
  const { id } = (await bitloft.run(["import", model, "--json"])).answer as InstalledVariant;
  const chat = await bitloft.run(["chat", id, "--prompt", "Hello", "--max-tokens", "12", "--json"]);
  expect(chat.code).toBe(0);

  const view = (await bitloft.run(["ledger", "--json"])).answer as LedgerView;
  expect(view.entries).toHaveLength(1);
  expect(view.entries[0]).toMatchObject({ outcome: "loaded", plan: { gpuLayers: 0 } });
  expect(view.entries[0]?.speeds).toHaveLength(1);

  const { stdout } = await bitloft.run(["ledger", "--limit", "1"]);
  expect(stdout).toContain(view.machine);
  expect(stdout).toContain(view.entries[0]?.label);
  expect(await bitloft.run(["ledger", "--limit", "none"])).toMatchObject({ code: 2 });
});
