import { describe, expect, it } from "vitest";
import { chooseLanguage, languages, sayChanges, sayError, windowWords } from "../../../../src-shared/words/index.ts";

describe("the language that people are spoken to in", () => {
  it.each([
    ["de", ["en-US"], "de"],
    ["en", ["de-DE"], "en"],
    ["system", ["de-AT"], "de"],
    ["system", ["de_CH.UTF-8"], "de"],
    ["system", ["fr-FR", "de-DE", "en-US"], "de"],
    ["system", ["fr-FR"], "en"],
    ["system", ["DE"], "de"],
    ["system", ["der"], "en"],
    ["system", ["C", ""], "en"],
    ["system", [], "en"],
  ] as const)("is, for %j on a system that speaks %j, %j", (setting, tags, chosen) => {
    expect(chooseLanguage(setting, tags)).toBe(chosen);
  });

  it("writes figures as it does itself", () => {
    expect(languages.en.figures.bytes(4.92e9)).toBe("4.9 GB");
    expect(languages.de.figures.bytes(4.92e9)).toBe("4,9 GB");
    expect(languages.en.figures.bytes(512)).toBe("512 bytes");
    expect(languages.de.figures.bytes(512)).toBe("512 Byte");
    expect(languages.de.figures.date(Date.UTC(2026, 2, 5, 12))).toBe("05.03.2026");
    expect(languages.de.figures.ago(0, 86_400_000)).toBe("gestern");
    expect(windowWords.de.lab.otherWords(0.9997)).toMatch(/weniger als eines/);
    expect(windowWords.en.lab.otherWords(0.9997)).toMatch(/less than once/);
    expect(windowWords.en.lab.otherWords(0.999)).toMatch(/ once\./);
    expect(windowWords.en.asking.whenFull.summary.description(1)).toMatch(/the first message\. It stays/);
    // One precision for a divergence, wherever it stands.
    expect(windowWords.de.compare.table.divergenceIs(0.058, 0.00131)).toBe(
      windowWords.de.lab.figures.withError(0.058, 0.00131),
    );
    expect(windowWords.de.compare.table.divergenceIs(0.058, 0.00131)).toBe("0,0580 ± 0,00131");
    expect(windowWords.de.downloads.amount(2.1e9, 2.9e9)).toBe("2,1 von 2,9 GB");
    expect(windowWords.de.memoryUse.overForecast(1.5e9, 0.031)).toBe("belegt 1,4 GB (3 % mehr als vorhergesagt)");
  });
});

/** Every text of a dictionary by its path; a function stands for the text that it makes. */
function entriesOf(words: object, path = ""): [string, unknown][] {
  return Object.entries(words).flatMap(([key, value]): [string, unknown][] =>
    typeof value === "object" && value !== null ? entriesOf(value as object, `${path}${key}.`) : [[path + key, value]],
  );
}

it("no text was left in English", () => {
  const english = new Map(entriesOf(windowWords.en));
  /** The same in both languages. */
  const alike = new Set([
    "asking.form.asText",
    "asking.form.field.name",
    "asking.form.field.types.text",
    "asking.minP.label",
    "asking.presets.code",
    "asking.presets.name",
    "asking.stops.example",
    "asking.thinking.efforts.minimal",
    "asking.topK.label",
    "asking.topP.label",
    "chat.answer.form.text",
    "chat.prompt.text",
    "computer.graphics.engine",
    "compare.blind",
    "compare.prompt",
    "compare.seed",
    "compare.tokens",
    "computer.own.gigabytes",
    "computer.own.gigabytesPerSecond",
    "discover.ladder.action.download",
    "discover.ladder.computer",
    "discover.list.hub",
    "discover.list.permissive",
    "discover.whatIf.gigabytes",
    "discover.whatIf.gigabytesPerSecond",
    "discover.whatIf.groups.desktop",
    "discover.whatIf.groups.laptop",
    "discover.whatIf.kinds.amd",
    "discover.whatIf.kinds.apple",
    "discover.whatIf.kinds.nvidia",
    "discover.whatIf.searchExample",
    "conversations.folder.name",
    "conversations.import.details",
    "conversations.import.sources.sharegpt",
    "lab.columns.text",
    "library.facts.commit",
    "lab.figures.median",
    "lab.texts.code",
    "markdown.codeLabel",
    "palette.modifiers.command",
    "screens.chat",
    "screens.downloads",
    "settings.gigabytes",
    "settings.huggingFace",
    "settings.megabytesPerSecond",
    "settings.network.addressExample",
    "settings.network.proxy",
    "settings.textSizes.normal",
    "settings.tokenExample",
    "settings.version",
    "shell.tray.label",
  ]);
  const left = entriesOf(windowWords.de)
    .filter(([path, text]) => typeof text === "string" && text === english.get(path) && !alike.has(path))
    // Most licences and formats have one name everywhere, and programs do.
    .filter(([path]) => !/^(discover\.licences|conversations\.export\.formats)\..+\.name$/.test(path))
    .filter(([path]) => !path.startsWith("stores.programs."))
    .map(([path]) => path);
  expect(left).toEqual([]);
});

it("no error was left in English", () => {
  const english = new Map(entriesOf(languages.en.errors));
  const left = entriesOf(languages.de.errors).filter(([path, words]) => words === english.get(path));
  expect(left.map(([path]) => path)).toEqual([]);
  const failure = { code: "engine-crashed", key: "hangs", details: {} } as const;
  expect(sayError(failure, languages.de)).toMatch(/^Die Engine reagierte nicht mehr/);
  expect(sayChanges([{ key: "change-layers", figures: { gpuLayers: 0, before: 33 } }], languages.de)).toBe(
    "keine Schichten auf der GPU statt 33",
  );
});
