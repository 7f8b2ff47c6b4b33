import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ggufHeaderBytes, scriptedModel, tinyChatModel } from "../../../fixtures/index.ts";
import { type RunningHub, largeFile, repository, seededBody, startHub } from "../../../hub/index.ts";
import { ggufBody, smallModel } from "../../../hub/model-bodies.ts";
import { CommandLine } from "./command-line.ts";

/** What a terminal obeys: it must not stand in anything that is printed. */
// eslint-disable-next-line no-control-regex -- such characters are what must not come through
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const evil = "\u009b31m\u202e\u2066\u200b\u0085\u2028evil";
const hostileId = "bitloft-test/Hostile-Names-GGUF";
const refusedId = "bitloft-test/Refused-Names-GGUF";

let hub: RunningHub;
let cli: CommandLine;
let local: string;

beforeAll(async () => {
  hub = await startHub({
    repositories: [
      repository({
        id: hostileId,
        license: `mit${evil}\u001b[2J`,
        tags: ["gguf", `tag${evil}\u0007`, `base_model:${evil}/x`],
        gguf: { total: 3_800_000, architecture: `llama`, context_length: 4096 },
        files: [
          largeFile(`one${evil}-Q4_K_M.gguf`, ggufBody("one", smallModel("Q4_K_M"))),
          largeFile(`two${evil}-Q8_0.gguf`, ggufBody("two", smallModel("Q8_0"))),
          largeFile(`mmproj${evil}-f16.gguf`, seededBody("mmproj", 1000)),
          largeFile(`odd${evil}.safetensors`, seededBody("odd", 1000)),
        ],
      }),
      repository({
        id: refusedId,
        files: ["line\nbreak-Q4_K_M.gguf", "bell\u0007-Q8_0.gguf"].map((name) =>
          largeFile(name, ggufBody(name, smallModel("Q4_K_M"))),
        ),
      }),
    ],
  });
  cli = new CommandLine(hub.url);
  local = join(cli.folder, `local${evil}-F16.gguf`);
  tinyChatModel(local, 1, `model${evil}\u001b[2J\r\n\u0007`);
});
afterAll(async () => {
  cli.close();
  await hub.close();
});

/** In text and in JSON, which keeps the value. */
async function bothWays(args: string[], input = ""): Promise<void> {
  for (const more of [[], ["--json"]]) {
    const { stdout, stderr } = await cli.run([...args, ...more], { input });
    expect(stdout, args.join(" ")).not.toMatch(obeyed);
    expect(stderr, args.join(" ")).not.toMatch(obeyed);
    expect(stdout + stderr).not.toBe("");
  }
}

describe("names that would steer a terminal", () => {
  it("are shown by every command that prints what the Hub says", async () => {
    await bothWays(["search", "hostile"]);
    await bothWays(["fit", hostileId]);
    await bothWays(["fit", `${hostileId}:Q8_0`]);
    await bothWays(["fit", hostileId, "--frontier"]);
    await bothWays(["pull", `${hostileId}:Q8_0`]);
    await bothWays(["pull", `${hostileId}:${evil}`]);
    await bothWays(["list"]);
    await bothWays(["verify"]);
    await bothWays(["rm", hostileId]);
  });

  it("are shown by every command that reads a file", async () => {
    await bothWays(["labels", local, `x${evil}\u001b[2J`]);
    await bothWays(["fit", local]);
    await bothWays(["import", local]);
    await bothWays(["list"]);
    await bothWays(["verify", local]);
    await bothWays(["chat", local, "--max-tokens", "2", "--context", "256"], "Hello");
    await bothWays(["ledger"]);
    await bothWays(["rm", local]);
  });

  it("are shown where a model says them, character by character", async () => {
    const said = `a${evil}\u001b[2J\u0007\r\nb`;
    const talker = join(cli.folder, "talker.gguf");
    scriptedModel(talker, { say: [new TextEncoder().encode(said)] });
    expect((await cli.run(["import", talker])).code).toBe(0);
    await bothWays(["chat", "talker", "--context", "256"], "Hello");
    const { stdout } = await cli.run(["chat", "talker", "--context", "256"], { input: "Hello" });
    expect(stdout).toContain("a\\u{9b}31m\\u{202e}\\u{2066}\\u{200b}\\u{85}\\u{2028}evil\\u{1b}[2J\\u{7}\nb");
    const { answer } = await cli.run(["chat", "talker", "--context", "256", "--json"], { input: "Hello" });
    expect(answer).toMatchObject({ event: "done", text: said });
  });

  it("that no file may have are what is told of a repository without another", async () => {
    for (const args of [
      ["fit", refusedId],
      ["fit", `${refusedId}:Q8_0`],
      ["pull", `${refusedId}:Q8_0`],
    ]) {
      await bothWays(args);
      const { stderr } = await cli.run(args);
      expect(stderr, args.join(" ")).toMatch(/2 files are left out: their names hold control characters/);
    }
  });

  it("are shown in what went wrong", async () => {
    const broken = join(cli.folder, `broken${evil}.gguf`);
    writeFileSync(broken, Buffer.from(ggufHeaderBytes(smallModel("Q4_K_M")())).subarray(0, 4000));
    const machine = join(cli.folder, `machine${evil}.json`);
    writeFileSync(machine, `{"name": "${evil}", "memory": {}}`);
    await bothWays(["import", broken]);
    await bothWays(["fit", broken]);
    await bothWays(["fit", `missing${evil}.gguf`]);
    await bothWays(["fit", hostileId, "--machine", machine]);
    await bothWays(["fit", hostileId, "--label", evil]);
    await bothWays(["chat", evil], "Hello");
    await bothWays(["verify", evil]);
    await bothWays([evil]);
    await bothWays(["list", `--${evil}`]);
    hub.addFault({ route: "*", nth: 0, kind: "status", arg: `403` });
    await bothWays(["pull", `bitloft-test/other:${evil}`]);
    hub.clearFaults();
  });
});
