import type { Handlers } from "../../src-shared/contract/index.ts";
import type { Desktop } from "./desktop.ts";
import type { Services } from "./services.ts";
import { settled } from "./settled.ts";

export function createModelFolderHandlers(
  { library, settings }: Pick<Services, "library" | "settings">,
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
    remove: ({ id }) =>
      settled(() => {
        folders.remove(id);
        return null;
      }),
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
