import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { terminalLanguage } from "../../../../src-main/doors/cli/terminal-language.ts";
import { CommandLine } from "./command-line.ts";

describe("the language of a terminal", () => {
  it.each([
    [{ LANG: "de_DE.UTF-8" }, "de"],
    [{ LANG: "de" }, "de"],
    [{ LANG: "de_AT@euro" }, "de"],
    [{ LANG: "en_GB.UTF-8" }, "en"],
    [{ LANG: "fr_FR.UTF-8" }, "en"],
    [{ LANG: "C.UTF-8" }, "en"],
    [{ LANG: "POSIX" }, "en"],
    [{}, "en"],
    [{ LANG: "en_US.UTF-8", LC_MESSAGES: "de_DE.UTF-8" }, "de"],
    [{ LANG: "de_DE.UTF-8", LC_MESSAGES: "C" }, "en"],
    [{ LANG: "en_US.UTF-8", LC_MESSAGES: "en_US.UTF-8", LC_ALL: "de_CH.UTF-8" }, "de"],
    [{ LANG: "de_DE.UTF-8", LC_ALL: "C" }, "en"],
    [{ LANG: "de_DE.UTF-8", LC_ALL: "" }, "de"],
  ])("by %j is %s", (env, code) => {
    expect(terminalLanguage(env)).toBe(code);
  });
});

describe("a command line in German", () => {
  let german: CommandLine;
  let english: CommandLine;
  beforeAll(() => {
    german = new CommandLine(undefined, "de_DE.UTF-8");
    english = new CommandLine();
  });
  afterAll(() => {
    german.close();
    english.close();
  });

  it("has its help in German, every line of it", async () => {
    for (const args of [["help"], ["help", "chat"], ["help", "fit"], ["help", "ledger"], ["help", "machine"]]) {
      const told = (await german.run(args)).stdout.split("\n");
      const shared = (await english.run(args)).stdout.split("\n").filter((line) => line !== "" && told.includes(line));
      // Only how a command is called is the same.
      expect(shared.filter((line) => !line.startsWith("bitloft "))).toEqual([]);
    }
  });

  it("says in German what was not understood", async () => {
    expect(await german.run(["list", "--nonsense"])).toMatchObject({
      code: 2,
      stderr: "Es gibt keine Option --nonsense.\nAufruf: bitloft list\n",
    });
    expect((await german.run(["fit", "o/n", "--context", "few"])).stderr).toMatch(
      /eine ganze Zahl ab 256, nicht „few“/,
    );
    expect((await german.run(["machines"])).stdout).toMatch(/Alter Laptop, 2 Kerne, 4 GB +\d,\d GB/);
    expect((await german.run(["list"])).stdout).toMatch(/^Noch ist nichts installiert/);
  });

  it("answers scripts in no language but its own", async () => {
    const args = ["list", "--nonsense", "--json"];
    const [inGerman, inEnglish] = [await german.run(args), await english.run(args)];
    expect(inGerman.answer).toEqual(inEnglish.answer);
    expect(inGerman.answer).toMatchObject({
      error: { code: "invalid-input", key: "unknown-option", message: "There is no option --nonsense." },
    });
    expect((await german.run(["machines", "--json"])).answer).toEqual(
      (await english.run(["machines", "--json"])).answer,
    );
  });
});
