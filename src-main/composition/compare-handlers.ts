import type { Comparisons } from "../answers/compare/index.ts";
import type { Handlers } from "../../src-shared/contract/index.ts";
import { settled } from "./settled.ts";

/** The window's calls on its comparisons. */
export function createCompareHandlers(comparisons: Comparisons): Handlers<AbortSignal>["compare"] {
  return {
    list: (input) => settled(() => comparisons.page(input)),
    start: (input) => settled(() => comparisons.start(input)),
    async stop({ id }) {
      await comparisons.stop(id);
      return null;
    },
    resume: ({ id }) => settled(() => comparisons.resume(id)),
    vote: (input) => settled(() => comparisons.vote(input)),
    reveal: ({ id }) => settled(() => comparisons.reveal(id)),
    async remove({ id }) {
      await comparisons.remove(id);
      return null;
    },
  };
}
