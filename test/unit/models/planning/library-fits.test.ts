import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Services } from "../../../../src-main/composition/index.ts";
import { openServices } from "../../../fixtures/open-services.ts";
import { tinyChatModel } from "../../../fixtures/index.ts";

let folder: string;
let services: Services;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "bitloft-fits-"));
  services = await openServices(folder);
});
afterAll(async () => {
  await services.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it("judges what is there, and leaves alone what is on a drive that is away", async () => {
  const path = join(folder, "tiny.gguf");
  tinyChatModel(path);
  const { library, planning } = services;
  const { id } = await library.importFile(path);
  expect(Object.keys(await planning.libraryFits({}))).toEqual([id]);
  const list = library.listWithFiles();
  vi.spyOn(library, "listWithFiles").mockReturnValue(
    list.map(({ variant, files }) => ({ variant: { ...variant, state: "away" }, files })),
  );
  expect(await planning.libraryFits({})).toEqual({});
});
