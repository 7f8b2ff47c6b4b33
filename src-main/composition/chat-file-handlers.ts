import type { Handlers } from "../../src-shared/contract/index.ts";
import { languages } from "../../src-shared/words/index.ts";
import type { Desktop } from "./desktop.ts";
import type { Services } from "./services.ts";
import { settled } from "./settled.ts";

/** The window's calls on files of conversations, which it knows by their names alone. */
export function createChatFileHandlers(
  { importJobs, exportedFiles }: Pick<Services, "importJobs" | "exportedFiles">,
  desktop: Pick<Desktop, "pickConversations" | "pickExport" | "reveal">,
): Handlers<AbortSignal>["chatFiles"] {
  return {
    async choose() {
      const paths = await desktop.pickConversations();
      return paths === null ? null : importJobs.choose(paths);
    },
    drop: ({ files }) => settled(() => importJobs.choose(files)),
    preview: ({ id }, signal) => importJobs.preview(id, signal),
    import: ({ id }) => settled(() => importJobs.start(id)),
    async export({ ids, format, language: code }, signal) {
      const language = languages[code];
      const collection = `Bitloft, ${language.transcript.collection(ids.length)}`;
      const path = await desktop.pickExport(exportedFiles.nameFor(ids, format, collection), "conversations");
      return path === null ? null : exportedFiles.write({ ids, format, path, language }, signal);
    },
    async reveal({ id }) {
      await settled(() => {
        desktop.reveal(exportedFiles.pathOf(id));
      });
      return null;
    },
  };
}
