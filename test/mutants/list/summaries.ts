import type { Mutant } from "../mutant.ts";

export const mutants: Mutant[] = [
  {
    id: "summary-of-branch",
    file: "src-main/answers/chat/conversation-summaries.ts",
    promise: "a summary is given only to a branch that has all that it stands for",
    find: " && this.#messages.fork(messageId, headId, 1) === messageId",
    replace: "",
    tests: ["test/unit/answers/chat/summaries.test.ts"],
  },
  {
    id: "summary-of-grown-answer",
    file: "src-main/answers/chat/chat-store.ts",
    promise: "a summary goes when the answer that it ends with is gone on with",
    find: "      this.#summaries.remove(sequence);\n",
    replace: "",
    tests: ["test/unit/answers/chat/summaries.test.ts"],
  },
  {
    id: "summary-empty",
    file: "src-main/answers/chat/summarise-oldest.ts",
    promise: "an empty summary stops the answer, and takes no message's place",
    find: 'if (text === "" || ',
    replace: "if (",
    tests: ["test/unit/answers/chat/summaries.test.ts"],
  },
];
