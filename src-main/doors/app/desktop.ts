import { type BrowserWindow, dialog, shell } from "electron";
import type { Desktop } from "../../composition/index.ts";

/** What the services ask of the desktop around them. */
export function createDesktop(window: () => BrowserWindow | null): Desktop {
  return {
    async pickGguf() {
      const parent = window();
      const options: Electron.OpenDialogOptions = {
        title: "Add a model file",
        buttonLabel: "Add to the library",
        filters: [{ name: "GGUF models", extensions: ["gguf"] }],
        properties: ["openFile"],
      };
      const chosen = parent ? await dialog.showOpenDialog(parent, options) : await dialog.showOpenDialog(options);
      return chosen.canceled ? null : (chosen.filePaths[0] ?? null);
    },
    async askToOpen(url) {
      const options: Electron.MessageBoxOptions = {
        type: "question",
        message: "Open this address in your browser?",
        detail: url,
        buttons: ["Open", "Cancel"],
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
