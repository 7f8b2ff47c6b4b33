import type { Mutant } from "../mutant.ts";

const states = ["test/unit/answers/loading/load-state.test.ts"];
const leasing = ["test/unit/answers/loading/leasing.test.ts"];
const queues = ["test/unit/answers/loading/load-queue.test.ts"];

export const mutants: Mutant[] = [
  {
    id: "O1",
    file: "src-main/answers/loading/load-state.ts",
    promise: "what happens to one load says nothing about another",
    find: "if (event.id !== state.id) return state;",
    replace: "",
    tests: states,
  },
  {
    id: "O2",
    file: "src-main/answers/loading/load-state.ts",
    promise: "nothing smaller is loaded without consent",
    find: "if (!isOptional && !hasConsent)",
    replace: "if (false)",
    tests: states,
  },
  {
    id: "O3",
    file: "src-main/answers/loading/load-state.ts",
    promise: "only a plan that may be tried costs the model that is loaded",
    find: "return seek(load, candidate, doesNotFit(fit), then);",
    replace: "return { ...soFar(load), kind: then, candidate };",
    tests: states,
  },
  {
    id: "O4",
    file: "src-main/answers/loading/load-queue.ts",
    promise: "who leaves a load that others wait for does not end it",
    find: "return unlessAborted(running.result, signal);",
    replace:
      '{\n      signal?.addEventListener("abort", () => running.controller.abort());\n      return unlessAborted(running.result, signal);\n    }',
    tests: queues,
  },
  {
    id: "O5",
    file: "src-main/answers/loading/model-loader.ts",
    promise: "what somebody uses is not ended for another's wish",
    find: "beside === true || this.#options.sessions.list().every((session) => !this.#isUsed(session))",
    replace: "beside !== null",
    tests: leasing,
  },
  {
    id: "O6",
    file: "src-main/answers/loading/freed-machine.ts",
    promise: "pages that another model reads for every token are not given to the next one",
    find: "const reserved = untouched + cached - sharedBytes;",
    replace: "const reserved = untouched;",
    tests: leasing,
  },
  {
    id: "pages-once",
    file: "src-main/answers/loading/freed-machine.ts",
    promise: "pages of one file that two sessions read are counted once",
    find: "fitOn(reservedMachine(machine, staying, cached));",
    replace: "fitOn(reservedMachine(machine, staying, 0));",
    tests: leasing,
  },
  {
    id: "pages-most",
    file: "src-main/answers/loading/freed-machine.ts",
    promise: "of two sessions that read one file, what the one reads more is counted",
    find: "return own >= cached ? fit :",
    replace: "return own >= 0 ? fit :",
    tests: ["test/unit/answers/loading/freed-machine.test.ts"],
  },
  {
    id: "O7",
    file: "src-main/answers/loading/model-loader.ts",
    promise: "two models that are wanted beside one another are judged one after the other",
    find: "? this.#queue.enterInTurn(asked, work, signal)",
    replace: "? this.#queue.enter(asked, work, signal)",
    tests: leasing,
  },
  {
    id: "O8",
    file: "src-main/answers/loading/load-runner.ts",
    promise: "a model that somebody began to use while another was judged is not ended for that",
    find: "leaving.filter((id) => !this.#options.leases.isUsed(id)) : leaving;",
    replace: "leaving : leaving;",
    tests: leasing,
  },
];
