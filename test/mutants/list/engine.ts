import type { Mutant } from "../mutant.ts";

const hanging = ["test/unit/answers/engine/hanging-engine.test.ts"];

export const mutants: Mutant[] = [
  {
    id: "E2",
    file: "src-main/answers/engine/engine.ts",
    promise: "a template that brought the engine down is not used again: a reload takes a known form",
    find: `if (error.code === "template-failed") this.#brokenTemplates.add(loaded.options.variantId);`,
    replace: "",
    tests: ["test/unit/answers/engine/engine-failures.test.ts"],
  },
  {
    id: "E3",
    file: "src-main/answers/engine/failure.ts",
    promise: "a graphics card that is lost while a model is loaded is told as a load that failed",
    find: `lost !== null && phase !== "loading"`,
    replace: "lost !== null",
    tests: ["test/unit/answers/engine/failure.test.ts"],
  },
  {
    id: "E5",
    file: "src-main/answers/engine/worker/prompt-maker.ts",
    promise: "a tag that a person typed is text and never obeyed",
    find: "`${tag.charAt(0)}${breaker}${tag.slice(1)}`",
    replace: "tag",
    tests: ["test/unit/answers/engine/engine.test.ts"],
  },
  {
    id: "E7",
    file: "src-main/answers/engine/engine.ts",
    promise: "an answer ends in time although the engine does not hear the stop",
    find: "const timer = setTimeout(() => this.#stopAnyway(loaded, answer), stopMs);",
    replace: "const timer = setTimeout(() => undefined, stopMs);",
    tests: hanging,
  },
  {
    id: "E8",
    file: "src-main/answers/engine/engine.ts",
    promise: "an engine that heard the stop and is busy keeps its model",
    find: `if (answer.stop !== "heard") {`,
    replace: "if (answer.stop) {",
    tests: hanging,
  },
  {
    id: "E9",
    file: "src-main/ground/processes/guard.ts",
    promise: "an engine that hangs does not outlive Bitloft",
    find: `read -r _ || kill -s KILL -- "-$1"`,
    replace: "read -r _",
    tests: hanging,
  },
  {
    id: "E10",
    file: "src-main/ground/processes/owned-process.ts",
    promise: "what the engine's process has started ends with it",
    find: "process.kill(-pid,",
    replace: "process.kill(pid,",
    tests: hanging,
  },
  {
    id: "E11",
    file: "src-main/ground/processes/owned-process.ts",
    promise: "nobody waits for ever for a process that a driver holds",
    find: "return this.#exitsWithin(killMs);",
    replace: "return this.exited.then(() => true);",
    tests: hanging,
  },
];
