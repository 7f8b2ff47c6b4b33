import type { Mutant } from "../mutant.ts";

const kept = ["test/unit/answers/engine/kept-contexts.test.ts"];

export const mutants: Mutant[] = [
  {
    id: "EK1",
    file: "src-main/answers/engine/worker/kept-contexts.ts",
    promise: "a conversation that another one has taken the context from is kept",
    find: "try {\n          await this.#keep(sequence);",
    replace: "try {",
    tests: kept,
  },
  {
    id: "EK8",
    file: "src-main/answers/engine/worker/kept-contexts.ts",
    promise: "what is read after a failed saving is not kept under another conversation's name",
    find: "try {\n          await this.#keep(sequence);\n        } finally {",
    replace: "await this.#keep(sequence);\n        {",
    tests: ["test/unit/answers/engine/failing-states.test.ts"],
  },
  {
    id: "EK2",
    file: "src-main/answers/engine/worker/kept-contexts.ts",
    promise: "a damaged file is never read",
    find: "await isSound(path, stopped);",
    replace: "await Promise.resolve(true);",
    tests: kept,
  },
  {
    id: "EK3",
    file: "src-main/answers/engine/worker/session.ts",
    promise: "what was read of a conversation outlives the process that read it",
    find: "await kept.keepAll();",
    replace: "",
    tests: kept,
  },
  {
    id: "EK4",
    file: "src-main/answers/engine/worker/room-for-states.ts",
    promise: "what is kept of conversations never takes more than its share of the disk",
    find: "if (excessBytes > bytesOf(whole)) return false;",
    replace: "",
    tests: ["test/unit/answers/engine/state-file.test.ts"],
  },
  {
    id: "EK6",
    file: "src-main/answers/loading/model-loader.ts",
    promise: "a model that rested comes back with the plan that a person chose for it",
    find: "return before === undefined ? beginningOf(wish) : againAs(before, wish);",
    replace: "return beginningOf(wish);",
    tests: ["test/unit/answers/loading/leasing.test.ts"],
  },
  {
    id: "RM1",
    file: "src-main/answers/loading/load-state.ts",
    promise: "a model that a person insisted on comes back from its rest",
    find: "const again = { ...wish, plan, force,",
    replace: "const again = { ...wish, plan,",
    tests: ["test/unit/answers/loading/leasing.test.ts"],
  },
  {
    id: "EK7",
    file: "src-main/answers/loading/idle-unload.ts",
    promise: "no model leaves memory while another one writes",
    find: '&& statuses.every((status) => status === "ready" || status === "failed")',
    replace: "",
    tests: ["test/unit/answers/loading/idle-unload.test.ts"],
  },
  {
    id: "EK5",
    file: "src-main/answers/engine/kept-states.ts",
    promise: "what was read with another cache is not taken for this one's",
    find: "contextTokens, kvType, flashAttention, sequences]",
    replace: "contextTokens, flashAttention, sequences]",
    tests: ["test/unit/answers/engine/kept-states.test.ts"],
  },
];
