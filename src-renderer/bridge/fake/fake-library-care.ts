import type { Conversation, Inspection, LibraryReview, LibraryUpdates } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeNews } from "./fake-news.ts";
import type { FakeState } from "./fake-state.ts";

export const sampleUpdates: LibraryUpdates = {
  updates: [
    {
      id: "v-gemma",
      repository: "bartowski/google_gemma-3-4b-it-GGUF",
      name: "google_gemma-3-4b-it",
      label: "Q4_K_M",
      installedCommit: "0123456789abcdef0123456789abcdef01234567",
      latestCommit: "fedcba9876543210fedcba9876543210fedcba98",
      changed: ["template"],
      kind: "re-uploaded",
      sizeBytes: 2_489_758_112,
      latestSizeBytes: 2_489_758_976,
      variantKey: "Q4_K_M",
      latestId: null,
    },
  ],
  failed: [],
  asked: 3,
};

export const emptyReview: LibraryReview = { duplicates: [], choices: [], unused: [] };

export const sampleInspection: Inspection = {
  fileNames: ["google_gemma-3-4b-it-Q4_K_M.gguf"],
  sizeBytes: 2_489_758_112,
  version: 3,
  headerBytes: 6_000_000,
  metadata: [
    { key: "general.architecture", type: "string", text: "gemma3", isCut: false, length: null },
    { key: "gemma3.block_count", type: "uint32", text: "34", isCut: false, length: null },
    { key: "tokenizer.ggml.tokens", type: "string[]", text: "", isCut: true, length: 262_208 },
  ],
  types: [
    { type: "Q4_K", tensors: 204, sizeBytes: 1_560_000_000 },
    { type: "F32", tensors: 205, sizeBytes: 740_000 },
  ],
  tensors: [
    { name: "token_embd.weight", type: "Q6_K", shape: [2560, 262_208], sizeBytes: 550_000_000 },
    { name: "blk.0.attn_q.weight", type: "Q4_K", shape: [2560, 2048], sizeBytes: 2_949_120 },
  ],
  tensorCount: 2,
};

type Care = Pick<Api["library"], "updates" | "switch" | "replace" | "review" | "inspect">;

export function fakeLibraryCare(
  state: FakeState,
  news: FakeNews<Conversation>,
  remove: Api["library"]["remove"],
): Care {
  const require = (id: string): void => {
    if (state.library.some((one) => one.id === id)) return;
    throw new BridgeError({
      code: "not-found",
      key: "kept",
      details: { message: "This variant is not there any more." },
    });
  };
  const switchTo: Care["switch"] = async ({ fromId, toId }) => {
    require(toId);
    const before = state.conversations;
    state.conversations = before.map((one) => (one.variantId === fromId ? { ...one, variantId: toId } : one));
    news.tellDifference(before, state.conversations);
    return null;
  };
  return {
    updates: async () => state.updates,
    review: async () => state.review,
    inspect: async ({ id }) => (require(id), sampleInspection),
    switch: switchTo,
    replace: async ({ fromId, toId, confirmedBytes }) => {
      require(fromId);
      require(toId);
      const stays = state.library.find(({ id }) => id === toId);
      if (fromId === toId || stays?.state !== "ready") {
        throw new BridgeError({ code: "file-changed", key: "not-replaced", details: { path: stays?.path ?? "" } });
      }
      await switchTo({ fromId, toId });
      return remove({ id: fromId, confirmedBytes });
    },
  };
}
