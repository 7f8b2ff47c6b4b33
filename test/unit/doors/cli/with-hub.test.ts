import { existsSync } from "node:fs";
import process from "node:process";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type RunningHub, startHub } from "../../../hub/index.ts";
import { chatAnswer, errorAnswer, event, fitAnswer, listAnswer, pulledAnswer } from "./answer-schemas.ts";
import { CommandLine } from "./command-line.ts";

const tiny = "bitloft-test/Tiny-Random-Chat-GGUF";
let hub: RunningHub;
let cli: CommandLine;

beforeAll(async () => {
  hub = await startHub();
});
afterAll(async () => {
  await hub.close();
});

const fresh = (): CommandLine => (cli = new CommandLine(hub.url));
afterEach(() => {
  hub.clearFaults();
  cli.close();
});

const code = (answer: unknown): string => errorAnswer.parse(answer).error.code;

describe("the command line with the Hub", () => {
  it("searches, a page at a time", async () => {
    fresh();
    const first = await cli.run(["search", "llama", "--json"]);
    expect(first.code).toBe(0);
    expect(first.answer).toMatchObject({ source: "hub", notice: null });
    const found = (first.answer as { results: { repository: string }[] }).results.map(({ repository }) => repository);
    expect(found).toContain("bitloft-test/Llama-3.1-8B-Instruct-GGUF");
    expect((await cli.run(["search", "llama"])).stdout).toContain("REPOSITORY");
    const nothing = await cli.run(["search", "qqqqqq"]);
    expect(nothing).toMatchObject({ code: 0, stdout: expect.stringContaining("No models found") as string });
  });

  it("shows a ladder, one recommended, and one variant of it when asked", async () => {
    fresh();
    const repository = "bitloft-test/Llama-3.1-8B-Instruct-GGUF";
    const report = fitAnswer.parse((await cli.run(["fit", repository, "--json"])).answer);
    expect(report.model).toMatchObject({ repository, architecture: "llama", trainedContextTokens: 131072 });
    expect(report.model.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(report.variants.length).toBeGreaterThan(3);
    for (const args of [[repository, "--label", "q4_k_m"], [`${repository}:Q4_K_M`]]) {
      const one = fitAnswer.parse((await cli.run(["fit", ...args, "--json"])).answer);
      expect(one.variants.map(({ label }) => label)).toEqual(["Q4_K_M"]);
    }
    const { stdout } = await cli.run(["fit", repository]);
    expect(stdout).toContain("> ");
    expect(stdout).toContain("Q4_K_M");
  });

  it.each([
    ["a repository that is not there", ["fit", "nobody/nothing"], "hub-not-found"],
    ["a label that it has not", ["pull", `${tiny}:Q2_K`], "not-found"],
  ])("says what is wrong with %s", async (_, args, expected) => {
    fresh();
    const { code: exit, answer, lines } = await cli.run([...args, "--json"]);
    expect(exit).toBe(1);
    expect(lines).toHaveLength(1);
    expect(code(answer)).toBe(expected);
  });

  it("pulls the recommended variant, tells its progress, chats with it, and deletes it", async () => {
    fresh();
    const pulled = await cli.run(["pull", tiny, "--json"]);
    expect(pulled.code, pulled.stderr).toBe(0);
    const installed = pulledAnswer.parse(pulled.answer);
    expect(installed).toMatchObject({ repository: tiny, state: "ready" });
    expect(installed.sha256).not.toBeNull();
    for (const line of pulled.lines.slice(0, -1)) expect(event.parse(line).event).toBe("progress");

    const again = await cli.run(["pull", tiny, "--json"]);
    expect(pulledAnswer.parse(again.answer).id).toBe(installed.id);

    for (const name of [installed.id, tiny, `${tiny}:${installed.label}`]) {
      const { answer } = await cli.run(
        ["chat", name, "--json", "--max-tokens", "2", "--temperature", "0", "--context", "256"],
        { input: "Hello" },
      );
      chatAnswer.parse(answer);
    }

    expect((await cli.run(["rm", installed.id])).stdout).toContain("Deleted");
    expect(existsSync(installed.path)).toBe(false);
    expect(listAnswer.parse((await cli.run(["list", "--json"])).answer).variants).toEqual([]);
  });

  it("goes on after a pause with what it has", async () => {
    fresh();
    hub.clearLog();
    hub.addFault({ route: "content", nth: 0, kind: "trickle", arg: 1_000_000 });
    const pulling = cli.run(["pull", `${tiny}:F16`, "--json"]);
    await expect.poll(() => hub.log().bytes.content).toBeGreaterThan(1_000_000);
    process.emit("SIGINT");
    const paused = await pulling;
    expect(paused.code).toBe(1);
    expect(code(paused.answer)).toBe("cancelled");
    expect(paused.stderr).toContain("goes on where it stopped");
    hub.clearFaults();
    hub.clearLog();
    const second = await cli.run(["pull", `${tiny}:F16`, "--json"]);
    expect(second.code, second.stderr).toBe(0);
    expect(hub.log().bytes.content).toBeLessThan(pulledAnswer.parse(second.answer).sizeBytes);
  });

  it("never writes the same file twice at once", async () => {
    fresh();
    hub.addFault({ route: "content", nth: 0, kind: "trickle", arg: 500_000 });
    const both = await Promise.all([cli.run(["pull", tiny, "--json"]), cli.run(["pull", tiny, "--json"])]);
    for (const { code: exit, answer } of both) {
      if (exit === 0) pulledAnswer.parse(answer);
      else expect(code(answer)).toBe("busy");
    }
    expect(both.some(({ code: exit }) => exit === 0)).toBe(true);
    expect(listAnswer.parse((await cli.run(["list", "--json"])).answer).variants).toHaveLength(1);
  });
});
