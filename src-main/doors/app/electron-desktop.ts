import { type BrowserWindow, Notification, dialog, session, shell } from "electron";
import type { DesktopWords } from "../../../src-shared/words/index.ts";
import type { Desktop, DownloadSigns } from "../../composition/index.ts";

/** What the services ask of the desktop around them. `words` are those of the language of the moment. */
export class ElectronDesktop implements Desktop, DownloadSigns {
  readonly #window: () => BrowserWindow | null;
  readonly #words: () => DesktopWords;

  constructor(window: () => BrowserWindow | null, words: () => DesktopWords) {
    this.#window = window;
    this.#words = words;
  }

  pickGguf(): Promise<string | null> {
    const { pickModel, addToLibrary, ggufModels } = this.#words();
    return this.#pickOne({
      title: pickModel,
      buttonLabel: addToLibrary,
      filters: [{ name: ggufModels, extensions: ["gguf"] }],
      properties: ["openFile"],
    });
  }

  async pickConversations(): Promise<string[] | null> {
    const { pickConversations, importThem, conversationFiles } = this.#words();
    const chosen = await this.#pick({
      title: pickConversations,
      buttonLabel: importThem,
      filters: [{ name: conversationFiles, extensions: ["json", "jsonl", "zip", "sqlite", "db"] }, this.#anyFile()],
      // A folder, as some programs have them, can be chosen beside files on macOS alone; elsewhere it is dropped on the window.
      properties: [
        "openFile",
        "multiSelections",
        ...(process.platform === "darwin" ? (["openDirectory"] as const) : []),
      ],
    });
    return chosen.length === 0 ? null : chosen;
  }

  pickText(): Promise<string | null> {
    const { pickText, useText, textFiles } = this.#words();
    const filters = [{ name: textFiles, extensions: ["txt", "md"] }, this.#anyFile()];
    return this.#pickOne({ title: pickText, buttonLabel: useText, filters, properties: ["openFile"] });
  }

  pickMatrix(): Promise<string | null> {
    const { pickMatrix, useText, matrices } = this.#words();
    const filters = [{ name: matrices, extensions: ["gguf", "dat", "imatrix"] }, this.#anyFile()];
    return this.#pickOne({ title: pickMatrix, buttonLabel: useText, filters, properties: ["openFile"] });
  }

  pickPresets(): Promise<string | null> {
    const { pickPresets, importThem, presetFiles } = this.#words();
    const filters = [{ name: presetFiles, extensions: ["json"] }, this.#anyFile()];
    return this.#pickOne({ title: pickPresets, buttonLabel: importThem, filters, properties: ["openFile"] });
  }

  pickExport(fileName: string, what: "conversations" | "presets" | "comparisons"): Promise<string | null> {
    const { saveConversations, savePresets, saveComparisons, save } = this.#words();
    const title = { conversations: saveConversations, presets: savePresets, comparisons: saveComparisons }[what];
    return this.#pickPlace({ title, buttonLabel: save, defaultPath: fileName });
  }

  pickBackupPlace(fileName: string): Promise<string | null> {
    const { saveBackup, backUp } = this.#words();
    return this.#pickPlace({ title: saveBackup, buttonLabel: backUp, defaultPath: fileName });
  }

  pickBackup(): Promise<string | null> {
    const { pickBackup, restore, backups } = this.#words();
    const filters = [{ name: backups, extensions: ["zip"] }, this.#anyFile()];
    return this.#pickOne({ title: pickBackup, buttonLabel: restore, filters, properties: ["openFile"] });
  }

  pickCertificate(): Promise<string | null> {
    const { pickCertificate, trustIt, certificates } = this.#words();
    const filters = [{ name: certificates, extensions: ["pem", "crt", "cer", "der"] }, this.#anyFile()];
    return this.#pickOne({ title: pickCertificate, buttonLabel: trustIt, filters, properties: ["openFile"] });
  }

  async askToOpen(url: string): Promise<boolean> {
    const { openAddress, open, cancel } = this.#words();
    const options: Electron.MessageBoxOptions = {
      type: "question",
      message: openAddress,
      detail: url,
      buttons: [open, cancel],
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    };
    const parent = this.#window();
    const { response } = parent ? await dialog.showMessageBox(parent, options) : await dialog.showMessageBox(options);
    if (response !== 0) return false;
    await shell.openExternal(url);
    return true;
  }

  pickFolder(defaultPath: string): Promise<string | null> {
    const { pickModelsFolder, useFolder } = this.#words();
    return this.#pickOne({
      title: pickModelsFolder,
      buttonLabel: useFolder,
      defaultPath,
      properties: ["openDirectory", "createDirectory"],
    });
  }

  async openFolder(path: string): Promise<void> {
    await shell.openPath(path);
  }

  progress(share: number | null, state: "normal" | "paused" | "error"): void {
    this.#window()?.setProgressBar(share ?? -1, { mode: share === null ? "none" : state });
  }

  /** Which proxy the system has for an address; none where it cannot say. */
  systemProxy(url: string): Promise<string> {
    return session.defaultSession.resolveProxy(url).catch(() => "DIRECT");
  }

  notify(message: { title: string; body: string }): void {
    const window = this.#window();
    if (window?.isFocused() === true || !Notification.isSupported()) return;
    const notification = new Notification(message);
    notification.on("click", () => {
      const shown = this.#window();
      shown?.show();
      shown?.focus();
    });
    notification.show();
  }

  reveal(path: string): void {
    shell.showItemInFolder(path);
  }

  async #pickPlace(
    of: Pick<Electron.SaveDialogOptions, "title" | "buttonLabel" | "defaultPath">,
  ): Promise<string | null> {
    const parent = this.#window();
    const options: Electron.SaveDialogOptions = { ...of, properties: ["createDirectory", "showOverwriteConfirmation"] };
    const chosen = parent ? await dialog.showSaveDialog(parent, options) : await dialog.showSaveDialog(options);
    return chosen.canceled || chosen.filePath === "" ? null : chosen.filePath;
  }

  #anyFile(): Electron.FileFilter {
    return { name: this.#words().allFiles, extensions: ["*"] };
  }

  async #pickOne(options: Electron.OpenDialogOptions): Promise<string | null> {
    return (await this.#pick(options))[0] ?? null;
  }

  /** Over the window where there is one; nothing when it was dismissed. */
  async #pick(options: Electron.OpenDialogOptions): Promise<string[]> {
    const parent = this.#window();
    const chosen = parent ? await dialog.showOpenDialog(parent, options) : await dialog.showOpenDialog(options);
    return chosen.canceled ? [] : chosen.filePaths;
  }
}
