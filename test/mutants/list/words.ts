import type { Mutant } from "../mutant.ts";

/** In which language people are spoken to, and how figures are written and read in it. */
export const mutants: Mutant[] = [
  {
    id: "W1",
    file: "src-shared/words/choose-language.ts",
    promise: "a language that was chosen goes before the system's",
    find: 'if (setting !== "system") return setting;',
    replace: "",
    tests: ["test/unit/shared/words/languages.test.ts"],
  },
  {
    id: "W2",
    file: "src-renderer/state/language.svelte.ts",
    promise: "the window follows when the system's language changes",
    find: "this.#system = navigator.language",
    replace: "this.#system",
    tests: ["test/component/shell/app.test.ts"],
  },
  {
    id: "W3",
    file: "src-renderer/App.svelte",
    promise: "the page says in which language it is, for who reads it aloud",
    find: "document.documentElement.lang = language.code;",
    replace: "void language.code;",
    tests: ["test/component/shell/app.test.ts"],
  },
  {
    id: "W4",
    file: "src-renderer/features/settings/parse-fields.ts",
    promise: "a figure is read as the window's language writes it",
    find: "words.settings.speedError, figures.parse",
    replace: "words.settings.speedError",
    tests: ["test/component/shell/app.test.ts"],
  },
  {
    id: "W5",
    file: "src-shared/figures/parse-number.ts",
    promise: "1,024 is a thousand only where thousands are written so",
    find: 'thousands === "." ? "," : "."',
    replace: '"."',
    tests: ["test/unit/shared/figures/figures.test.ts"],
  },
];
