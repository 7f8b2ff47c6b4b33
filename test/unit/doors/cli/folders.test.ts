import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { tinyChatModel } from "../../../fixtures/index.ts";
import { CommandLine } from "./command-line.ts";

const foldersAnswer = z.object({
  folders: z.array(
    z.object({
      path: z.string(),
      owner: z.literal("bitloft"),
      present: z.boolean(),
      freeBytes: z.number().nullable(),
      usedBytes: z.number(),
    }),
  ),
});

let cli: CommandLine;
let other: string;
beforeAll(() => {
  cli = new CommandLine();
  other = join(cli.folder, "other drive");
  mkdirSync(other);
});
afterAll(() => {
  cli.close();
});

const downloaded = (): string => {
  const folder = join(cli.dataFolder, "models", "owner", "Tiny-GGUF", "0123456789ab");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "tiny-F16.gguf");
  tinyChatModel(path);
  return path;
};

describe("folders and moves in the terminal", () => {
  it("adds a folder, moves a variant there, and forgets it again without its files", async () => {
    const before = downloaded();
    await cli.run(["list"]);
    const added = await cli.run(["folders", "add", other, "--json"]);
    expect(foldersAnswer.parse(added.answer).folders.map(({ path }) => path)).toEqual([
      join(cli.dataFolder, "models"),
      other,
    ]);
    const moved = await cli.run(["move", "tiny", other, "--json"]);
    const path = join(other, "owner", "Tiny-GGUF", "0123456789ab", "tiny-F16.gguf");
    expect(moved.answer).toMatchObject({ event: "done", moved: { path, folder: other } });
    expect([existsSync(before), existsSync(path)]).toEqual([false, true]);
    expect((await cli.run(["folders"])).stdout).toMatch(/other drive\s+[\d.]+ [kM]B\s+[\d.]+ [GT]B\s+1/);
    expect((await cli.run(["list", "--json"])).answer).toMatchObject({
      variants: [{ places: [{ path, owner: "bitloft" }] }],
    });
    const again = await cli.run(["move", "tiny", other, "--json"]);
    expect(again).toMatchObject({ code: 1, answer: { error: { code: "invalid-input" } } });
    await cli.run(["folders", "remove", other]);
    expect(existsSync(path)).toBe(true);
    expect((await cli.run(["list", "--json"])).answer).toEqual({ variants: [] });
  });

  it.each([
    ["an action that is none", ["folders", "drop", "x"]],
    ["a folder without what to do", ["folders", "add"]],
    ["a move without a folder", ["move", "tiny"]],
  ])("ends with 2 for %s", async (_name, args) => {
    expect((await cli.run(args)).code).toBe(2);
  });

  it("says that a folder is not there, or is none of the library's", async () => {
    expect((await cli.run(["folders", "add", join(cli.folder, "nowhere")])).stderr).toContain("There is no folder");
    expect((await cli.run(["folders", "remove", cli.folder])).stderr).toContain("no longer one of the library's");
  });
});
