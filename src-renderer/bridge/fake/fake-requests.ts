import type { OpenRequest } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { FakeNews } from "./fake-news.ts";
import type { FakeState } from "./fake-state.ts";

/** `loadSmaller` is what a yes leads to. */
export function fakeRequests(
  state: FakeState,
  news: FakeNews<OpenRequest>,
  loadSmaller: (variantId: string) => void,
): Api["requests"] {
  return {
    list: async () => ({ revision: news.revision, items: state.requests }),
    answer: async ({ id, answer }) => {
      const request = state.requests.find((one) => one.id === id);
      if (!request) throw new BridgeError({ code: "not-found", key: "request", details: { id } });
      state.requests = state.requests.filter((one) => one !== request);
      news.tell({ removed: [id] });
      if (answer) loadSmaller(request.about.next.variantId);
      return null;
    },
  };
}
