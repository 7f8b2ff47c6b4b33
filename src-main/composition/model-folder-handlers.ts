import type { Handlers } from "../../src-shared/contract/index.ts";
import type { Desktop } from "./desktop.ts";
import type { Services } from "./services.ts";
import { settled } from "./settled.ts";

export function createModelFolderHandlers(
  { library, libraryJobs, loader, settings }: Pick<Services, "library" | "libraryJobs" | "loader" | "settings">,
  desktop: Pick<Desktop, "pickFolder" | "openFolder">,
): Handlers<AbortSignal>["modelFolders"] {
  const { folders } = library;
  return {
    list: () => folders.list(),
    async add() {
      const path = await desktop.pickFolder(settings.modelsFolder());
      if (path === null) return null;
      const id = await folders.add(path);
      return (await folders.list()).find((folder) => folder.id === id) ?? null;
    },
    async remove({ id }) {
      await folders.remove(id, async (variantId) => {
        await loader.release(variantId);
        await libraryJobs.leave(variantId);
      });
      return null;
    },
    choose: ({ id }) =>
      settled(() => {
        settings.setModelsFolder(folders.required(id).path);
        return null;
      }),
    async open({ id }) {
      await desktop.openFolder(folders.required(id).path);
      return null;
    },
  };
}
