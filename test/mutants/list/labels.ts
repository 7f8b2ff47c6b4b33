import type { Mutant } from "../mutant.ts";

const facts = "test/unit/models/catalog/gguf/model-facts.test.ts";

export const mutants: Mutant[] = [
  {
    id: "G3",
    file: "src-main/models/catalog/gguf/sane-sizes.ts",
    promise: "experts that nobody counts are refused, as llama.cpp asserts it",
    find: "(count > 0 && used === 0)",
    replace: "false",
    tests: [facts],
  },
  {
    id: "G5",
    file: "src-main/models/catalog/gguf/model-facts.ts",
    promise: "factors of the position encoding are no parameters",
    find: "tensors.filter(({ name }) => !/(?:^|\\.)rope_(?:freqs|factors)/.test(name))",
    replace: "tensors",
    tests: [facts],
  },
  {
    id: "L1",
    file: "src-main/models/catalog/labels/label-from-header.ts",
    promise: "a file type that was guessed from the tensors is read",
    find: "facts.fileType % GUESSED",
    replace: "facts.fileType",
    tests: ["test/unit/models/catalog/labels/label-from-header.test.ts"],
  },
  {
    id: "L2",
    file: "src-main/models/catalog/labels/label-from-header.ts",
    promise: "a dynamic recipe keeps its name, whatever file type it was started from",
    find: 'modifiers.includes("UD") && agrees(label, dominant)',
    replace: "false",
    tests: ["test/unit/models/catalog/labels/label-from-header.test.ts"],
  },
  {
    id: "L3",
    file: "src-main/models/catalog/gguf/header-grammar.ts",
    promise: "a vocabulary with a token twice never reaches the engine",
    find: "if (!seen.add(window, from, to))",
    replace: "if (false)",
    tests: ["test/unit/models/catalog/gguf/refusals.test.ts"],
  },
  {
    id: "L4",
    file: "src-main/models/catalog/gguf/refuse-aborting.ts",
    promise: "a norm's epsilon below nothing, or no number, never reaches the engine",
    find: "!(epsilon >= 0)",
    replace: "epsilon < 0",
    tests: ["test/unit/models/catalog/gguf/refusals.test.ts"],
  },
  {
    id: "L5",
    file: "src-main/answers/loading/load-refusals.ts",
    promise: "what cannot chat is never loaded for a chat",
    find: "if (notForChat !== null)",
    replace: "if (false)",
    tests: ["test/unit/answers/loading/load-refusals.test.ts"],
  },
  {
    id: "L6",
    file: "src-main/models/recommend/fit-variant.ts",
    promise: "what cannot chat is never recommended",
    find: 'fit: withoutChat(fit, { key: "cannot-chat", figures: { purpose } }), fits: false',
    replace: 'fit: withoutChat(fit, { key: "cannot-chat", figures: { purpose } }), fits: assessed.fits',
    tests: ["test/unit/models/recommend/several-models.test.ts"],
  },
];
