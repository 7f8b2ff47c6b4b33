import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { KeptStates } from "../../../src-main/answers/engine/index.ts";
import type { Services } from "../../../src-main/composition/index.ts";
import { silentLogger } from "../../../src-main/ground/core/index.ts";
import { type InstalledVariant, defaultConversationSettings } from "../../../src-shared/contract/index.ts";
import { cpuPlan } from "../../fixtures/cpu-plan.ts";
import { tinyChatModel } from "../../fixtures/index.ts";
import { openServices } from "../../fixtures/open-services.ts";

let folder: string;
let services: Services;
let installed: InstalledVariant;
/** As a process of this model's would be told. */
let place: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-kept-states-"));
  services = await openServices(folder);
  const model = join(folder, "tiny-F16.gguf");
  tinyChatModel(model);
  installed = await services.library.importFile(model);
  const kept = join(folder, "data", "read-conversations");
  const load = { variantId: installed.id, files: [model], content: "tiny", predicted: null };
  const plan = cpuPlan({ contextTokens: 1024, threads: 1 });
  const keeping = new KeptStates({ folder: kept, engineVersion: "1", logger: silentLogger }).placeFor({
    ...load,
    plan,
  });
  place = join(kept, keeping?.place ?? "");
});
afterAll(async () => {
  await services.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const begin = (): string => {
  const { id } = services.chat.create({ variantId: installed.id, settings: defaultConversationSettings });
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, `${id}.state`), "");
  return id;
};

it("what was read of a conversation goes with it", async () => {
  const [first, second] = [begin(), begin()];
  await services.chat.remove(first);
  await vi.waitFor(() => expect(readdirSync(place)).toEqual([`${second}.state`]));
});

it("and with its model", async () => {
  begin();
  await services.library.remove(installed.id, installed.sizeBytes);
  await vi.waitFor(() => expect(existsSync(place)).toBe(false));
});
