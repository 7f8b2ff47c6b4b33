import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ProcessOwner } from "../../../../src-main/ground/processes/index.ts";
import { DownloadJournal } from "../../../../src-main/models/download/index.ts";
import { openAppDatabase } from "../../../fixtures/open-app-database.ts";
import { CommandLine } from "./command-line.ts";

let cli: CommandLine;
afterEach(() => {
  cli.close();
});

/** Two downloads of a window; the first is being fetched there. */
async function withTwo(): Promise<void> {
  cli = new CommandLine();
  expect(await cli.run(["downloads"])).toMatchObject({ code: 0, stdout: "Nothing is being downloaded.\n" });
  const db = openAppDatabase(join(cli.dataFolder, "bitloft.db"));
  const journal = new DownloadJournal(db);
  for (const [id, variantKey] of [
    ["d1", "Q4_K_M"],
    ["d2", "Q8_0"],
  ] as const) {
    const names = { id, variantKey, label: variantKey, repository: "owner/Tiny-GGUF", commit: "c".repeat(40) };
    const root = join(cli.dataFolder, "models");
    const file = { remotePath: `${id}.gguf`, finalPath: join(root, id), partPath: join(root, `${id}.part`) };
    const files = [{ ...file, sizeBytes: 5_000_000_000, sha256: null, etag: null, installed: false, ranges: [] }];
    const state = id === "d1" ? ("downloading" as const) : ("queued" as const);
    journal.add({ ...names, modifiers: [], state, error: null, variantId: null, createdAt: 1, root, files });
  }
  journal.claim("d1", { owner: new ProcessOwner().name, renewedAt: Date.now() }, () => true);
  db.close();
}

describe("downloads in the terminal", () => {
  it("lists them in their order, pauses and cancels one, and says where another process has it", async () => {
    await withTwo();
    const listed = await cli.run(["downloads", "--json"]);
    expect(listed.answer).toMatchObject({
      downloads: [
        { id: "d1", state: "downloading", totalBytes: 5_000_000_000, receivedBytes: 0 },
        { id: "d2", variant: "Q8_0", rank: 2 },
      ],
    });
    expect((await cli.run(["downloads"])).stdout).toMatch(/d1\s+Tiny\S*\s+Q4_K_M\s+0 .* 5(\.0)? GB\s+Downloading/);
    for (const action of ["pause", "resume", "cancel"]) {
      const held = await cli.run(["downloads", action, "tiny:Q4_K_M", "--json"]);
      expect(held).toMatchObject({ code: 1, answer: { error: { code: "busy", key: "fetched-elsewhere" } } });
    }
    const paused = await cli.run(["downloads", "pause", "d2", "--json"]);
    expect(paused.answer).toMatchObject({ downloads: [{ id: "d1" }, { id: "d2", state: "paused" }] });
    const cancelled = await cli.run(["downloads", "cancel", "owner/Tiny-GGUF:q8_0", "--json"]);
    expect(cancelled.answer).toMatchObject({ downloads: [{ id: "d1" }] });
  });

  it("takes no other words, and names several that are meant", async () => {
    await withTwo();
    expect(await cli.run(["downloads", "stop", "d1"])).toMatchObject({ code: 2 });
    expect(await cli.run(["downloads", "pause"])).toMatchObject({ code: 2 });
    const several = await cli.run(["downloads", "pause", "tiny", "--json"]);
    expect(several).toMatchObject({ code: 1, answer: { error: { code: "invalid-input", key: "several-variants" } } });
    const gone = await cli.run(["downloads", "cancel", "other", "--json"]);
    expect(gone).toMatchObject({ code: 1, answer: { error: { code: "not-found" } } });
  });
});
