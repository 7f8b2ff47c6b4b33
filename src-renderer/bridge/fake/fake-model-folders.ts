import type { InstalledVariant, LibraryFolder } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeNews } from "./fake-news.ts";
import type { Emit, FakeState } from "./fake-state.ts";
import { sampleSettings } from "./sample-store.ts";

export const sampleModelFolders: LibraryFolder[] = [
  {
    id: "1",
    path: sampleSettings.modelsFolder,
    owner: "bitloft",
    isDefault: true,
    present: true,
    freeBytes: 79e9,
    usedBytes: 12e9,
    variants: 2,
  },
];

export const inFolder = ({ path }: Pick<LibraryFolder, "path">, variant: Pick<InstalledVariant, "path">): boolean =>
  variant.path.startsWith(`${path}/`);

export function fakeModelFolders(state: FakeState, news: FakeNews<InstalledVariant>, emit: Emit): Api["modelFolders"] {
  const find = (id: string): LibraryFolder => {
    const folder = state.modelFolders.find((one) => one.id === id);
    if (folder) return folder;
    throw new BridgeError({ code: "not-found", key: "library-folder", details: {} });
  };
  return {
    list: async () => state.modelFolders,
    add: async () => {
      const path = state.pickedFolder;
      if (path === null) return null;
      const [like] = sampleModelFolders;
      if (!like) throw new Error("the sample has no folder");
      const added = { ...like, id: `f-${path}`, path, isDefault: false, usedBytes: 0, variants: 0 };
      state.modelFolders = [...state.modelFolders, added];
      return added;
    },
    remove: async ({ id }) => {
      const folder = find(id);
      if (folder.isDefault) {
        throw new BridgeError({ code: "invalid-input", key: "folder-in-use", details: { path: folder.path } });
      }
      const before = state.library;
      state.library = before.filter((variant) => !inFolder(folder, variant));
      state.modelFolders = state.modelFolders.filter((one) => one !== folder);
      news.tellDifference(before, state.library);
      return null;
    },
    choose: async ({ id }) => {
      const { path } = find(id);
      state.modelFolders = state.modelFolders
        .map((one) => ({ ...one, isDefault: one.id === id }))
        .toSorted((one, other) => Number(other.isDefault) - Number(one.isDefault));
      const settings = { ...state.settings.settings, modelsFolder: path };
      state.settings = { ...state.settings, settings, modelsFolder: path };
      emit("settings", state.settings);
      return null;
    },
    open: async ({ id }) => (find(id), null),
  };
}
