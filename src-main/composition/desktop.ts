/** What only a desktop can do: dialogs, the browser, the file manager. */
export interface Desktop {
  /** The path that a person chose; null when they did not. It never reaches the renderer. */
  pickGguf(): Promise<string | null>;
  /** Files of other programs' conversations; null when none was chosen. */
  pickConversations(): Promise<string[] | null>;
  /** A file of text to measure over; null when none was chosen. */
  pickText(): Promise<string | null>;
  /** The same, an importance matrix. */
  pickMatrix(): Promise<string | null>;
  /** A file of presets and prompts; null when none was chosen. */
  pickPresets(): Promise<string | null>;
  /** Where a file of this name, with `what` in it, is to be written; null when nobody said. */
  pickExport(fileName: string, what: "conversations" | "presets" | "comparisons"): Promise<string | null>;
  /** The same for a backup. */
  pickBackupPlace(fileName: string): Promise<string | null>;
  /** A backup's file; null when none was chosen. */
  pickBackup(): Promise<string | null>;
  /** A certificate's file; null when none was chosen. */
  pickCertificate(): Promise<string | null>;
  /** Asks with the whole address in view, then opens it; false when the answer was no. */
  askToOpen(url: string): Promise<boolean>;
  reveal(path: string): void;
  /** As `pickGguf`, a folder. `path`: where the dialog begins. */
  pickFolder(path: string): Promise<string | null>;
  /** Shows what is in it. */
  openFolder(path: string): Promise<void>;
}
