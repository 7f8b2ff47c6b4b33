import type { Comparisons } from "../answers/compare/index.ts";
import type { Handlers } from "../../src-shared/contract/index.ts";
import type { Desktop } from "./desktop.ts";
import { settled } from "./settled.ts";

/** The window's calls on its comparisons. */
export function createCompareHandlers(
  comparisons: Comparisons,
  desktop: Pick<Desktop, "pickExport">,
): Handlers<AbortSignal>["compare"] {
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
    table: () => settled(() => comparisons.table()),
    async export({ format }) {
      const path = await desktop.pickExport(`bitloft-comparisons.${format}`, "comparisons");
      return path === null ? null : comparisons.writeTable(path, format);
    },
  };
}
