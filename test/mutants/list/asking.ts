import type { Mutant } from "../mutant.ts";

export const mutants: Mutant[] = [
  {
    id: "AF1",
    file: "src-main/answers/engine/worker/answer.ts",
    promise: "an answer is held to its form",
    find: "heldTo = await grammar?.next(text.place);",
    replace: "heldTo = undefined;",
    tests: ["test/unit/answers/engine/answer-grammar.test.ts"],
  },
  {
    id: "AF2",
    file: "src-main/answers/engine/worker/answer-grammar.ts",
    promise: "a model that thinks does so before the form holds",
    find: "openings: isFirst ? openings.filter(this.#isToken) : [],",
    replace: "openings: [],",
    tests: ["test/unit/answers/engine/answer-grammar.test.ts"],
  },
  {
    id: "AF3",
    file: "src-main/answers/chat/form-of-answer.ts",
    promise: "an answer is compared with its schema in no time that grows beyond all bounds with its depth",
    find: "let found = known.get(part);",
    replace: "let found: string | null | undefined;",
    tests: ["test/unit/answers/chat/form-of-answer.test.ts"],
  },
  {
    id: "SA1",
    file: "src-main/answers/chat/answer-runs.ts",
    promise: "a stop ends all answers that were asked for together",
    find: 'if (endedBy === "end" || endedBy === "max-tokens") this.#goOn(next);',
    replace: "this.#goOn(next);",
    tests: ["test/unit/answers/chat/chat.test.ts"],
  },
  {
    id: "PF1",
    file: "src-shared/contract/by-name.ts",
    promise: "a preset or prompt that another has the name of comes beside it",
    find: "if (bearers.length > 0) continue;",
    replace: "",
    tests: ["test/unit/answers/presets/preset-files.test.ts"],
  },
  {
    id: "PF2",
    file: "src-main/answers/presets/preset-file.ts",
    promise: "what a file says of a preset and no model takes is named",
    find: "const leftOut = [...beyond] as PresetSetting[];",
    replace: "const leftOut: PresetSetting[] = [];",
    tests: ["test/unit/answers/presets/preset-files.test.ts"],
  },
];
