import { basename } from "node:path";
import type { Handlers } from "../../src-shared/contract/index.ts";
import { systemClock } from "../ground/core/index.ts";
import type { Desktop } from "./desktop.ts";
import type { Services } from "./services.ts";
import { settled } from "./settled.ts";

const quietly = (): void => undefined;

/** The window's calls on backups, whose files it knows by their names alone. */
export function createBackupHandlers(
  { backups }: Pick<Services, "backups">,
  desktop: Pick<Desktop, "pickBackupPlace" | "pickBackup">,
): Handlers<AbortSignal>["backup"] {
  return {
    async save(_, signal) {
      const day = new Date(systemClock.now()).toISOString().slice(0, "2026-11-28".length);
      const path = await desktop.pickBackupPlace(`Bitloft ${day}.zip`);
      if (path === null) return null;
      // What is there already is replaced: the dialog has asked.
      const { sizeBytes, attachments } = await backups.write({ path, overwrite: true }, signal, quietly);
      return { fileName: basename(path), sizeBytes, attachments };
    },
    async restore(_, signal) {
      const path = await desktop.pickBackup();
      if (path === null) return null;
      const prepared = await backups.prepare(path, signal, quietly);
      await prepared.confirm();
      return prepared.of;
    },
    waiting: () => settled(() => backups.waiting()),
    async cancelRestore() {
      await backups.cancelWaiting();
      return null;
    },
  };
}
