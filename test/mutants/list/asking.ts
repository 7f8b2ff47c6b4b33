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
];
