import { type BrowserWindow, dialog, shell } from "electron";
import type { DesktopWords } from "../../../src-shared/words/index.ts";
import type { Desktop } from "../../composition/index.ts";

/** What the services ask of the desktop around them. `words` are those of the language of the moment. */
export function createDesktop(window: () => BrowserWindow | null, words: () => DesktopWords): Desktop {
  return {
    async pickGguf() {
      const parent = window();
      const { pickModel, addToLibrary, ggufModels } = words();
      const options: Electron.OpenDialogOptions = {
        title: pickModel,
        buttonLabel: addToLibrary,
        filters: [{ name: ggufModels, extensions: ["gguf"] }],
        properties: ["openFile"],
      };
      const chosen = parent ? await dialog.showOpenDialog(parent, options) : await dialog.showOpenDialog(options);
      return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
    },
    async askToOpen(url) {
      const { openAddress, open, cancel } = words();
      const options: Electron.MessageBoxOptions = {
        type: "question",
        message: openAddress,
        detail: url,
        buttons: [open, cancel],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      };
      const parent = window();
      const { response } = parent ? await dialog.showMessageBox(parent, options) : await dialog.showMessageBox(options);
      if (response !== 0) return false;
      await shell.openExternal(url);
      return true;
    },
    reveal(path) {
      shell.showItemInFolder(path);
    },
  };
}
