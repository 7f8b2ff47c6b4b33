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
  const other = join(folder, "other.gguf");
  tinyChatModel(other);
  const { id: otherId } = await library.importFile(other);
  expect(Object.keys(await planning.libraryFits({ ids: [id, otherId], plan: {} }))).toEqual([id, otherId]);
  expect(Object.keys(await planning.libraryFits({ ids: [otherId, "none"], plan: {} }))).toEqual([otherId]);
  const some = library.some([id]);
  vi.spyOn(library, "some").mockReturnValue(
    some.map(({ variant, files }) => ({ variant: { ...variant, state: "away" }, files })),
  );
  expect(await planning.libraryFits({ ids: [id], plan: {} })).toEqual({});
});

it("looks at the files of those alone that are asked for", async () => {
  vi.restoreAllMocks();
  const { library, planning } = services;
  const [one, two] = library.list();
  for (const { path } of library.list()) rmSync(path);
  await planning.libraryFits({ ids: [one?.id ?? ""], plan: {} });
  expect([one, two].map((variant) => library.get(variant?.id ?? "")?.state)).toEqual(["missing", "ready"]);
});
