import type { Mutant } from "../mutant.ts";

export const mutants: Mutant[] = [
  {
    id: "compare-owner",
    file: "src-main/answers/compare/comparisons.ts",
    promise: "a comparison is left to the terminal in which it was asked while that is open",
    find: "held.owner !== this.#owner.name && this.#owner.isGone(held, now, silentMs)",
    replace: "now > 0",
    tests: ["test/unit/answers/compare/comparisons.test.ts"],
  },
  {
    id: "blind-words",
    file: "src-main/answers/compare/comparisons.ts",
    promise: "no word of a blind comparison comes before all answers are whole",
    find: "if (!this.#hidden.has(delta.id)) this.#deltas.emit(delta);",
    replace: "this.#deltas.emit(delta);",
    tests: ["test/unit/answers/compare/comparisons.test.ts"],
  },
  {
    id: "blind-names",
    file: "src-main/answers/compare/shown-comparison.ts",
    promise: "no name of a blind comparison is told before its vote",
    find: "const show = hidden ? unnamed(isWhole(kept)) : whole;",
    replace: "const show = hidden && !isOpen(kept) ? unnamed(true) : whole;",
    tests: ["test/unit/answers/compare/comparisons.test.ts"],
  },
  {
    id: "vote-looks",
    file: "src-main/answers/compare/preference.ts",
    promise: "a voter without preference who looks after every vote sees none",
    find: "  return (2 * low - count) / Math.sqrt(count);\n",
    replace: "  return 1.96;\n",
    tests: ["test/unit/answers/compare/preference.test.ts"],
  },
  {
    id: "comparison-lost-piece",
    file: "src-renderer/state/compare.svelte.ts",
    promise: "an answer of which a piece was missed goes on from what main has of it",
    find: "    this.#live.delete(key);\n    this.#lost.add(key);\n",
    replace: "    this.#lost.add(key);\n",
    tests: ["test/component/state/compare.test.ts"],
  },
];
