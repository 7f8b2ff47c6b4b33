import type { Api } from "../create-bridge.ts";
import type { FakeState } from "./fake-state.ts";

/** Backups without a disk behind them. */
export function fakeBackup(state: FakeState): Api["backup"] {
  return {
    save: async () =>
      state.backupName === null ? null : { fileName: state.backupName, sizeBytes: 12_400_000, attachments: 3 },
    restore: async () => ((state.waitingRestore = state.pickedBackup ?? state.waitingRestore), state.pickedBackup),
    waiting: async () => state.waitingRestore,
    cancelRestore: async () => ((state.waitingRestore = null), null),
  };
}
