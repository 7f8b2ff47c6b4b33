import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tinyChatModel } from "../../../fixtures/index.ts";
import {
  chatAnswer,
  errorAnswer,
  event,
  fitAnswer,
  installedAnswer,
  labelsAnswer,
  listAnswer,
  machineAnswer,
  scanAnswer,
  suggestAnswer,
  verifiedAnswer,
} from "./answer-schemas.ts";
import { CommandLine } from "./command-line.ts";

let cli: CommandLine;
let model: string;

beforeAll(() => {
  cli = new CommandLine();
  model = join(cli.folder, "little-F16.gguf");
  tinyChatModel(model);
});

afterAll(() => {
  cli.close();
});

const code = (answer: unknown): string => errorAnswer.parse(answer).error.code;

describe("the words of the command line", () => {
  it.each([
    ["an unknown command", ["frobnicate"]],
    ["an unknown option", ["list", "--nope"]],
    ["a missing argument", ["fit"]],
    ["an argument too many", ["list", "x"]],
    ["an option without its value", ["fit", "x", "--context"]],
    ["a context that is no number", ["fit", "x", "--context", "many"]],
    ["a context below the least", ["fit", "x", "--context", "12"]],
    ["an unknown type of cache", ["fit", "x", "--kv", "q9"]],
    ["a quantised cache without flash attention", ["fit", "x", "--kv", "q8_0", "--flash-attention", "off"]],
    ["a negative split", ["fit", "x", "--gpu-layers=-1"]],
    ["a negative split in two words", ["fit", "x", "--gpu-layers", "-1"]],
    ["a temperature that is none", ["chat", "x", "--temperature", "hot"]],
    ["two forms of an answer", ["chat", "x", "--choices", "a,b", "--schema", "x.json"]],
    ["a choice that is none", ["chat", "x", "--choices", "a, a"]],
    ["a seed that is too large", ["chat", "x", "--seed", "99999999999"]],
    ["no repository to pull", ["pull", "not a repository"]],
    ["a text that is too long to search", ["search", "x".repeat(300)]],
  ])("ends with 2 for %s, in text and in JSON", async (_, args) => {
    const text = await cli.run(args);
    expect(text).toMatchObject({ code: 2, stdout: "" });
    expect(text.stderr).not.toBe("");
    const json = await cli.run([...args, "--json"]);
    expect(json.code).toBe(2);
    expect(code(json.answer)).toBe("invalid-input");
    expect(json.lines).toHaveLength(1);
  });

  it("says of an option what is wrong with it, in its own words", async () => {
    const said = async (...args: string[]): Promise<string | undefined> =>
      (await cli.run(["fit", "x", ...args])).stderr.split("\n")[0];
    expect(await said("--gpu-layers", "-1")).toBe(
      '--gpu-layers takes a value; one that begins with a dash goes after "=", as in --gpu-layers=-1.',
    );
    expect(await said("--gpus")).toBe("There is no option --gpus.");
    expect(await said("--context")).toMatch(/^--context takes a value/);
    expect(await said("--frontier=yes")).toBe("--frontier takes no value.");
  });

  it("shows its commands, and each one's options", async () => {
    const overview = await cli.run(["help"]);
    expect(overview.code).toBe(0);
    for (const name of [
      "machine",
      "machines",
      "suggest",
      "components",
      "labels",
      "fit",
      "search",
      "pull",
      "list",
      "import",
      "verify",
      "rm",
      "chat",
    ]) {
      expect(overview.stdout).toContain(`  ${name}`);
      const help = await cli.run([name, "--help"]);
      expect(help).toMatchObject({ code: 0, stderr: "" });
      expect(help.stdout).toContain("--json");
    }
  });

  it("takes the common options before the command as well", async () => {
    const { code: exit, answer } = await cli.run(["--json", "list"]);
    expect(exit).toBe(0);
    listAnswer.parse(answer);
  });
});

describe("labels and machine", () => {
  it("reads labels without a data folder", async () => {
    const { answer, code: exit } = await cli.run(
      ["labels", "Q4_K_M/llama-00001-of-00003.gguf", "model-AWQ/x.safetensors", "--json"],
      {
        dataFolder: "/dev/null/nowhere",
      },
    );
    expect(exit).toBe(0);
    const [first, second] = labelsAnswer.parse(answer).labels;
    expect(first).toMatchObject({
      role: "variant",
      label: "Q4_K_M",
      shard: { index: 1, count: 3 },
      runs: true,
      note: null,
    });
    expect(second?.runs).toBe(false);
    expect(second?.note).not.toBeNull();
  });

  it("keeps control characters of a name out of the terminal", async () => {
    const { stdout } = await cli.run(["labels", "a\u001b[2Jb-Q4_0.gguf"]);
    expect(stdout).not.toContain("\u001b");
  });

  it("describes this computer, and takes that description back", async () => {
    const { answer } = await cli.run(["machine", "--json"]);
    const profile = machineAnswer.parse(answer);
    expect((await cli.run(["machine"])).stdout).toContain("Memory");
    const file = join(cli.folder, "this.json");
    writeFileSync(file, JSON.stringify(answer));
    const fit = await cli.run(["fit", model, "--machine", file, "--json"]);
    expect(fitAnswer.parse(fit.answer).variants[0]?.memory?.devices[0]?.budgetBytes).toBeLessThanOrEqual(
      profile.memory.totalBytes,
    );
  });
});

describe("parts of the engine", () => {
  it("are listed with their size, and what is none is refused", async () => {
    const { code: done, answer } = await cli.run(["components", "--json"]);
    expect(done).toBe(0);
    for (const part of (answer as { components: Record<string, unknown>[] }).components) {
      expect(part).toMatchObject({ id: "cuda", state: expect.stringMatching(/absent|bundled/) as string });
      expect(part["downloadBytes"]).toBeGreaterThan(100e6);
    }
    for (const args of [["install"], ["install", "rocm"], ["fetch", "cuda"]])
      expect((await cli.run(["components", ...args])).code).toBe(2);
  });
});

describe("suggest", () => {
  const suggested = async (...args: string[]) => {
    const { code: exit, answer } = await cli.run(["suggest", ...args, "--json"]);
    expect(exit).toBe(0);
    return suggestAnswer.parse(answer);
  };

  it("says which model to take, the best first, and for chat where no job is named", async () => {
    const { job, suggestions } = await suggested("--machine", "mac-m2-16");
    expect([job, ...suggestions.map(({ job: one }) => one)]).toEqual(Array(suggestions.length + 1).fill("chat"));
    expect(suggestions[0]?.role).toBe("best");
    expect(new Set(suggestions.map(({ role }) => role)).size).toBe(suggestions.length);
    expect(suggestions.every(({ reasons }) => reasons.length > 0)).toBe(true);
    expect((await suggested("--machine", "mac-m2-16", "--for", "CODE")).job).toBe("code");
    expect((await suggested("--machine", "rtx4060-32", "--for", "long-documents")).suggestions[0]).toMatchObject({
      contextTokens: 32_768,
    });
  });

  it("names what `pull` takes, and whose votes the bands rest on", async () => {
    const { suggestions } = await suggested("--machine", "mac-m2-16");
    const [best] = suggestions;
    const { stdout } = await cli.run(["suggest", "--machine", "mac-m2-16"]);
    expect(stdout).toContain(`${best?.repository}:${best?.key}`);
    expect(stdout).toContain("CC BY 4.0");
    // A band that no votes are behind has a star, and what it means under the table.
    const placed = suggestions.filter(({ capability }) => capability.basis === "placed");
    expect(stdout.match(/\*(?=\s*$)/gm) ?? []).toHaveLength(placed.length);
    expect(stdout.includes("* placed by Bitloft")).toBe(placed.length > 0);
  });

  it("takes a machine of little memory, and says where nothing runs well", async () => {
    const tiny = join(cli.folder, "tiny.json");
    writeFileSync(tiny, JSON.stringify({ memory: { totalBytes: 400_000_000, freeBytes: 20_000_000 } }));
    expect((await suggested("--machine", tiny)).suggestions).toEqual([]);
    expect((await cli.run(["suggest", "--machine", tiny])).stdout).toContain("Chat and writing: no model");
  });

  it("knows its jobs", async () => {
    const { code: exit, stderr } = await cli.run(["suggest", "--for", "dancing"]);
    expect(exit).toBe(2);
    expect(stderr).toContain("long-documents");
  });
});

describe("common computers", () => {
  it("are listed, and taken by their name", async () => {
    const { answer } = await cli.run(["machines", "--json"]);
    const { machines } = answer as { machines: { id: string; input: { name: string } }[] };
    expect(machines).toHaveLength(60);
    expect((await cli.run(["machines"])).stdout).toContain("mac-m2-16");
    const fit = await cli.run(["fit", model, "--machine", "MAC-M2-16", "--json"]);
    expect(fitAnswer.parse(fit.answer).variants[0]?.memory?.devices.map(({ name }) => name)).toEqual([
      "CPU",
      "Apple M2",
    ]);
    const { stdout } = await cli.run(["fit", model, "--machine", "mac-m2-16"]);
    expect(stdout).toContain("on Mac, M2, 16 GB");
  });

  it("are pointed to where a name is not known", async () => {
    const unknown = await cli.run(["fit", model, "--machine", "mac-m99-16", "--json"]);
    expect([unknown.code, code(unknown.answer)]).toEqual([1, "file-missing"]);
    expect(unknown.stderr).toContain("bitloft machines");
  });
});

describe("what each gigabyte buys", () => {
  it("is told for a file, for people and for scripts", async () => {
    const { answer } = await cli.run(["fit", model, "--frontier", "--machine", "rtx4060-32", "--json"]);
    const { frontier } = answer as { frontier: { place: string; needBytes: number; fits: boolean }[] };
    expect(new Set(frontier.map(({ place }) => place))).toEqual(new Set(["gpu", "cpu"]));
    expect(frontier.every(({ needBytes, fits }) => needBytes > 0 && fits)).toBe(true);
    const { stdout } = await cli.run(["fit", model, "--frontier", "--machine", "rtx4060-32"]);
    expect(stdout).toMatch(/^On the GPU\n.*MEMORY +GPU +VARIANT/);
  });
});

describe("fit", () => {
  const machine = (value: unknown): string => {
    const file = join(cli.folder, "machine.json");
    writeFileSync(file, typeof value === "string" ? value : JSON.stringify(value));
    return file;
  };
  const withGpu = {
    name: "Desktop, RTX 4070",
    platform: "win32",
    arch: "x64",
    cpu: {
      name: "Ryzen 7 5800X",
      physicalCores: 8,
      performanceCores: 8,
      usableCores: 8,
      instructionSets: ["avx2", "fma"],
    },
    memory: { totalBytes: 34359738368, freeBytes: 25769803776, limitBytes: null, bandwidthBytesPerSecond: 51200000000 },
    gpus: [
      {
        vendor: "nvidia",
        name: "RTX 4070",
        backend: "cuda",
        dedicatedBytes: 12878610432,
        freeBytes: 11811160064,
        unified: false,
        workingSetBytes: null,
        bandwidthBytesPerSecond: 504000000000,
      },
    ],
    appleSilicon: null,
    problems: [{ field: "gpus", message: "nvidia-smi did not answer in 3 s" }],
  };

  it("judges a file, and calls it by its name", async () => {
    const { answer } = await cli.run(["fit", model, "--context", "512", "--kv", "q8_0", "--json"]);
    const report = fitAnswer.parse(answer);
    expect(report.plan).toEqual({ contextTokens: 512, kvType: "q8_0" });
    expect(report.variants).toHaveLength(1);
    const { stdout } = await cli.run(["fit", model]);
    expect(stdout).toMatch(/^little-F16\.gguf\n/);
  });

  it("takes a machine of which only the memory's size is known", async () => {
    const { answer } = await cli.run([
      "fit",
      model,
      "--machine",
      machine({ memory: { totalBytes: 8 * 2 ** 30 } }),
      "--json",
    ]);
    expect(fitAnswer.parse(answer).variants[0]?.memory?.devices[0]?.budgetBytes).toBeLessThan(8 * 2 ** 30);
  });

  it("fixes the split where it is given, and fills a GPU with all layers for 99", async () => {
    const file = machine(withGpu);
    const fitWith = async (layers: string) =>
      fitAnswer.parse((await cli.run(["fit", model, "--machine", file, "--gpu-layers", layers, "--json"])).answer)
        .variants[0];
    const none = await fitWith("0");
    const all = await fitWith("99");
    expect(none?.gpuLayers).toBe(0);
    expect(all?.gpuLayers).toBeGreaterThan(0);
    expect(all?.memory?.devices.map(({ kind }) => kind).sort()).toEqual(["cpu", "gpu"]);
  });

  it.each([
    ["no JSON", "{", "invalid-input"],
    ["no memory", {}, "invalid-input"],
    ["memory that is no number", { memory: { totalBytes: "8 GB" } }, "invalid-input"],
    ["a list", [], "invalid-input"],
  ])("refuses a machine file with %s", async (_, content, expected) => {
    const { code: exit, answer, stderr } = await cli.run(["fit", model, "--machine", machine(content), "--json"]);
    expect(exit).toBe(1);
    expect(code(answer)).toBe(expected);
    expect(stderr).toContain("machine file");
  });

  it.each([
    ["a machine file that is not there", () => ["fit", model, "--machine", "/nowhere.json"], "file-missing"],
    ["a model file that is not there", () => ["fit", "./nothing.gguf"], "file-missing"],
    ["neither a file nor a repository", () => ["fit", "what is this"], "not-found"],
    ["a label that the file has not", () => ["fit", model, "--label", "Q2_K"], "not-found"],
  ])("says what is wrong with %s", async (_, args, expected) => {
    const { code: exit, answer } = await cli.run([...args(), "--json"]);
    expect(exit).toBe(1);
    expect(code(answer)).toBe(expected);
  });

  it("asks for the file where a folder is named", async () => {
    const { code, stderr } = await cli.run(["fit", dirname(model)]);
    expect(code).toBe(1);
    expect(stderr).toContain("is a folder. Name the GGUF file in it.");
  });

  it("refuses a file that only calls itself a model", async () => {
    const path = join(cli.folder, "text.gguf");
    writeFileSync(path, "These are no weights, only words that go on for some time.");
    const { code: exit, answer } = await cli.run(["fit", path, "--json"]);
    expect(exit).toBe(1);
    expect(code(answer)).toBe("not-gguf");
  });
});

describe("a library without the Hub", () => {
  it("imports, lists, verifies, answers and forgets, by any of the model's names", async () => {
    const imported = installedAnswer.parse((await cli.run(["import", model, "--json"])).answer);
    expect(imported).toMatchObject({ repository: null, label: "F16", path: model, state: "ready" });
    expect(code((await cli.run(["import", model, "--json"])).answer)).toBe("invalid-input");

    expect(listAnswer.parse((await cli.run(["list", "--json"])).answer).variants.map(({ id }) => id)).toEqual([
      imported.id,
    ]);
    expect((await cli.run(["list"])).stdout).toContain(imported.id);

    const verified = await cli.run(["verify", imported.id, "--json"]);
    expect(verifiedAnswer.parse(verified.answer).results).toMatchObject([{ id: imported.id, ok: true }]);
    for (const line of verified.lines) event.parse(line);

    for (const name of [imported.id, "little-F16.gguf", "little-F16", model]) {
      const asked = await cli.run([
        "chat",
        name,
        "--prompt",
        "Hello",
        "--seed",
        "1",
        "--max-tokens",
        "4",
        "--context",
        "256",
        "--json",
      ]);
      expect(asked.code, asked.stderr).toBe(0);
      expect(chatAnswer.parse(asked.answer).tokens).toBeLessThanOrEqual(4);
      const texts = asked.lines.map((line) => event.parse(line)).filter((line) => line.event === "text");
      expect(texts.map((line) => line["text"]).join("")).toBe(chatAnswer.parse(asked.answer).text);
    }

    const piped = await cli.run(["chat", imported.id, "--max-tokens", "3", "--temperature", "0", "--context", "256"], {
      input: "Hello\n",
    });
    expect(piped.code).toBe(0);
    expect(piped.stderr).toContain("tokens");
    expect(await cli.run(["chat", imported.id], { input: "  \n" })).toMatchObject({ code: 2 });

    const short = ["chat", imported.id, "--prompt", "Hello", "--context", "256", "--seed", "1"];
    const chosen = await cli.run([...short, "--choices", "perhaps, perhaps not", "--json"]);
    expect(chosen.code, chosen.stderr).toBe(0);
    expect(chatAnswer.parse(chosen.answer).form).toEqual({ kind: "choice", outcome: "fits", at: null });
    expect(["perhaps", "perhaps not"]).toContain(chatAnswer.parse(chosen.answer).text);
    const schema = join(cli.folder, "schema.json");
    writeFileSync(schema, '{"type":"object","properties":{"is":{"type":"boolean"}},"required":["is"]}');
    const fits = await cli.run([...short, "--schema", schema]);
    expect(fits.code, fits.stderr).toBe(0);
    expect(JSON.parse(fits.stdout)).toEqual({ is: expect.any(Boolean) as boolean });
    const cut = await cli.run([...short, "--schema", schema, "--max-tokens", "2", "--json"]);
    expect(cut.code).toBe(1);
    expect(chatAnswer.parse(cut.answer).form).toEqual({ kind: "schema", outcome: "cut-short", at: null });
    expect(cut.stderr).toContain("ended before it had the form");
    writeFileSync(schema, '{"type":"string","pattern":"a+"}');
    const refused = await cli.run([...short, "--schema", schema, "--json"]);
    expect([refused.code, code(refused.answer)]).toEqual([1, "invalid-input"]);
    const missing = await cli.run([...short, "--schema", join(cli.folder, "nowhere.json"), "--json"]);
    expect([missing.code, code(missing.answer)]).toEqual([1, "file-missing"]);

    const removed = await cli.run(["rm", imported.id, "--json"]);
    expect(removed.answer).toMatchObject({ removed: { id: imported.id, fileDeleted: false } });
    expect(readFileSync(model).length).toBeGreaterThan(0);
    expect(listAnswer.parse((await cli.run(["list", "--json"])).answer).variants).toEqual([]);
  });

  it("shows damage, and goes on to the next file", async () => {
    // A whole second: what is read as a Date and written back may else be a millisecond off.
    const longAgo = new Date("2024-01-01T00:00:00Z");
    const [broken, gone] = ["broken-F16.gguf", "gone-F16.gguf"].map((name) => join(cli.folder, name)) as [
      string,
      string,
    ];
    for (const path of [broken, gone]) {
      copyFileSync(model, path);
      utimesSync(path, longAgo, longAgo);
      await cli.run(["import", path]);
    }
    expect((await cli.run(["verify"])).code).toBe(0);
    const bytes = readFileSync(broken);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    writeFileSync(broken, bytes);
    // A disk that rots does not change a file's date.
    utimesSync(broken, longAgo, longAgo);
    rmSync(gone);
    const verified = await cli.run(["verify", "--json"]);
    expect(verified.code).toBe(1);
    expect(verifiedAnswer.parse(verified.answer).results.map(({ ok }) => ok)).toEqual([false, false]);
    expect(code(verified.answer)).toBe("checksum-mismatch");
    const { variants } = listAnswer.parse((await cli.run(["list", "--json"])).answer);
    expect(variants.map(({ state }) => state).sort()).toEqual(["damaged", "missing"]);
    const loaded = await cli.run(["chat", "gone-F16", "--prompt", "Hello", "--json"]);
    expect(code(loaded.answer)).toBe("file-missing");
  });

  it.each([
    ["import", ["import", "/nowhere/model.gguf"], "file-missing"],
    ["verify", ["verify", "nobody"], "not-found"],
    ["rm", ["rm", "nobody"], "not-found"],
    ["chat", ["chat", "nobody", "--prompt", "Hello"], "not-found"],
  ])("%s says when there is nothing of that name", async (_, args, expected) => {
    const { code: exit, answer } = await cli.run([...args, "--json"]);
    expect(exit).toBe(1);
    expect(code(answer)).toBe(expected);
  });

  it("searches the bundled catalogue when the Hub does not answer, and says so", async () => {
    const { code: exit, answer, stderr } = await cli.run(["search", "mistral", "--json"]);
    expect(exit).toBe(0);
    expect(answer).toMatchObject({ source: "bundled" });
    expect((answer as { results: unknown[] }).results.length).toBeGreaterThan(0);
    expect(stderr).not.toBe("");
    const pulled = await cli.run(["pull", "bitloft-test/Tiny-Random-Chat-GGUF", "--json"]);
    expect(pulled.code).toBe(1);
    expect(code(pulled.answer)).toMatch(/^hub-/);
  });
});

describe("what other programs keep", () => {
  it("is listed, and used where it is", async () => {
    const other = new CommandLine();
    const studio = join(other.folder, ".lmstudio", "models", "maker", "Little-GGUF");
    mkdirSync(studio, { recursive: true });
    copyFileSync(model, join(studio, "Little-F16.gguf"));
    writeFileSync(join(studio, "Broken-Q4_K_M.gguf"), "no model");
    const listed = scanAnswer.parse((await other.run(["scan", "--json"])).answer);
    expect(listed.found).toMatchObject([
      { program: "lm-studio", name: "Little", label: "F16", sha256: null, inLibrary: false, runs: true, note: null },
      { program: "lm-studio", runs: false, note: expect.stringContaining("not a GGUF file") as string },
    ]);
    expect((await other.run(["scan"])).stdout).toContain(
      "`bitloft scan --use` takes into the library what can be used.",
    );
    expect((await other.run(["scan", "--program", "ollama"])).stdout).toContain("No other program");
    expect((await other.run(["scan", "--program", "nothing"])).code).toBe(2);
    const used = await other.run(["scan", "--use", "--json"]);
    expect(used.answer).toMatchObject({ used: [{ name: "Little" }], refused: [] });
    expect((await other.run(["scan", "--use"])).stdout).toContain("nothing to use");
    const list = listAnswer.parse((await other.run(["list", "--json"])).answer);
    expect(list.variants.map(({ path }) => path)).toEqual([join(studio, "Little-F16.gguf")]);
    other.close();
  });
});

describe("a data folder that cannot be used", () => {
  it.each([
    ["a file", (): string => model],
    ["below a file", (): string => join(model, "data")],
    // Node's own recursive mkdir never comes back from this one.
    ["where nothing can be made", (): string => (process.platform === "linux" ? "/proc/bitloft" : model)],
  ])("gives one clear error for %s", async (_, folder) => {
    const { code: exit, answer, stderr } = await cli.run(["list", "--json"], { dataFolder: folder() });
    expect(exit).toBe(1);
    expect(code(answer)).toBe("disk-failed");
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });

  it("is made where it is missing, several levels deep", async () => {
    const folder = join(cli.folder, "a", "b", "c");
    expect((await cli.run(["list"], { dataFolder: folder })).code).toBe(0);
    expect(existsSync(folder)).toBe(true);
  });
});
