import type { Mutant } from "../mutant.ts";

export const mutants: Mutant[] = [
  {
    id: "title-of-person",
    file: "src-main/answers/chat/conversations-table.ts",
    promise: "a model's title is never written over a person's",
    find: "title_open = 0 WHERE id = ? AND title_open = 1",
    replace: "title_open = 0 WHERE id = ?",
    tests: ["test/unit/answers/chat/model-titles.test.ts"],
  },
  {
    id: "title-gives-way",
    file: "src-main/answers/chat/chat.ts",
    promise: "a question ends the writing of a title at once",
    find: "    this.#titles.stop();\n",
    replace: "",
    tests: ["test/unit/answers/chat/model-titles.test.ts"],
  },
  {
    id: "aside-gives-way",
    file: "src-main/answers/loading/asides.ts",
    promise: "whoever wants a model ends what it is asked aside",
    find: "    this.end();\n",
    replace: "",
    tests: ["test/unit/answers/loading/asides.test.ts"],
  },
  {
    id: "aside-costs-nothing",
    file: "src-main/answers/engine/worker/slots.ts",
    promise: "what is asked aside never costs another conversation what was read of it",
    find: "!one.isTaken && one.conversation === conversation",
    replace: "!one.isTaken",
    tests: ["test/unit/answers/engine/answer-aside.test.ts"],
  },
];
