import type { Mutant } from "../mutant.ts";

const jinja = ["test/unit/answers/engine/jinja.test.ts"];
const thinking = ["test/unit/answers/engine/thinking.test.ts"];

export const mutants: Mutant[] = [
  {
    id: "J1",
    file: "src-main/answers/engine/jinja/meter.ts",
    promise: "a template's text is counted before it is made",
    find: 'if (!(this.#characters <= this.#limits.characters)) throw new CostError("it writes too much");',
    replace: "",
    tests: ["test/unit/answers/engine/jinja-meter.test.ts"],
  },
  {
    id: "J2",
    file: "src-main/answers/engine/jinja/meter.ts",
    promise: "a template ends when its time is over",
    find: "|| performance.now() > this.#deadline",
    replace: "",
    tests: jinja,
  },
  {
    id: "J3",
    file: "src-main/answers/engine/jinja/attributes.ts",
    promise: "a template changes nothing that it is given",
    find: "listChanges.has(name) ? unsafe(value, name) :",
    replace: "",
    tests: jinja,
  },
  {
    id: "J4",
    file: "src-main/answers/engine/jinja/interpreter.ts",
    promise: "what a loop sets is gone in its next round",
    find: 'const inner = new Scope(scope);\n      inner.set("loop", loop);',
    replace: 'const inner = scope;\n      inner.set("loop", loop);',
    tests: jinja,
  },
  {
    id: "J5",
    file: "src-main/answers/engine/worker/template-trials.ts",
    promise: "a template that took too long once is used again",
    find: "this.#toSkip = 2 ** this.#failures++ - 1;",
    replace: "this.#toSkip = Infinity;",
    tests: ["test/unit/answers/engine/prompt-maker.test.ts"],
  },
  {
    id: "T1a",
    file: "src-main/answers/engine/thinking/thinking-splitter.ts",
    promise: "a closing mark in code is text",
    find: " && !isInCode(before)",
    replace: "",
    tests: thinking,
  },
  {
    id: "T1b",
    file: "src-main/answers/engine/thinking/thinking-splitter.ts",
    promise: "streamed as at once: what a mark may become is waited for",
    find: "if (!isLast && this.#mayBecomeMark(begun)) return false;",
    replace: "",
    tests: thinking,
  },
  {
    id: "T2a",
    file: "src-main/answers/engine/thinking/parted-text.ts",
    promise: "an answer that only looks like reasoning is read back as it was",
    find: 'const ours = "\\u2063";',
    replace: 'const ours = "\\u2062";',
    tests: thinking,
  },
  {
    id: "T3a",
    file: "src-main/answers/chat/turns.ts",
    promise: "what the window folds is left out of the next prompt",
    find: '{ role, text, thinking: messageText(message, "thinking") }',
    replace: "{ role, text }",
    tests: ["test/unit/answers/chat/chat.test.ts"],
  },
  {
    id: "T4a",
    file: "src-main/answers/engine/worker/text-stream.ts",
    promise: "no half character, however many tokens it takes",
    find: "return text.endsWith(replacement) ? text.slice(0, -1) : text;",
    replace: "return text;",
    tests: ["test/unit/answers/engine/streams.test.ts"],
  },
];
