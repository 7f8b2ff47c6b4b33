import type { ImportedFile } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeJobs } from "./fake-jobs.ts";
import type { FakeState } from "./fake-state.ts";

/** Files of conversations, without a disk behind them. */
export function fakeChatFiles(state: FakeState, jobs: FakeJobs): Api["chatFiles"] {
  const chosen = new Map<string, string[]>();
  const exported = new Set<string>();
  const choose = (fileNames: string[]): { id: string; fileNames: string[] } => {
    const id = `chosen-${chosen.size}`;
    chosen.set(id, fileNames);
    return { id, fileNames };
  };
  const required = (id: string): string[] => chosen.get(id) ?? missing("files-chosen");
  const read = (fileNames: readonly string[]): ImportedFile[] =>
    fileNames.map((file) => ({ ...state.importedFile, file }));
  return {
    choose: async () => (state.pickedConversations === null ? null : choose(state.pickedConversations)),
    drop: async ({ files }) => choose(files.map((file) => (file as { name: string }).name)),
    preview: async ({ id }) => read(required(id)),
    import: async ({ id }) => {
      const fileNames = required(id);
      return jobs.start("chat-import", { fileNames }, 4e6, () => read(fileNames));
    },
    export: async ({ ids, format }) => {
      if (state.exportName === null) return null;
      const id = `exported-${exported.size}`;
      exported.add(id);
      return { id, fileName: `${state.exportName}.${format}`, conversations: ids.length, sizeBytes: 1800 * ids.length };
    },
    reveal: async ({ id }) => (exported.has(id) ? null : missing("file-exported")),
  };
}

function missing(key: "files-chosen" | "file-exported"): never {
  throw new BridgeError({ code: "not-found", key, details: {} });
}
