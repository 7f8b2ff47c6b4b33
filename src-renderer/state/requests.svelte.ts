import type { OpenRequest, RequestKind, RequestKinds } from "../../src-shared/contract/index.ts";
import type { Bridge } from "../bridge/index.ts";
import { PagedList } from "./paged-list.svelte.ts";

/** Main's open questions to the person; each screen shows and answers those that concern it. */
export class RequestsState {
  readonly #bridge: Bridge;
  readonly #list: PagedList<OpenRequest>;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#list = new PagedList({
      fetch: async (_cursor, signal) => ({ ...(await bridge.requests.list(undefined, signal)), next: null }),
      compare: (one, other) => one.askedAt - other.askedAt || (one.id < other.id ? -1 : 1),
    });
  }

  connect(): () => void {
    const end = this.#bridge.on("requests", (change) => this.#list.take(change));
    void this.#list.load();
    return end;
  }

  /** The open ones of a kind. */
  of<K extends RequestKind>(kind: K): readonly OpenRequest<K>[] {
    const isIt = (request: OpenRequest): boolean => request.kind === kind;
    return (this.#list.items ?? []).filter(isIt) as OpenRequest<K>[];
  }

  /** Resolves when what the answer leads to is done. Throws `BridgeError`. */
  async answer<K extends RequestKind>({ id, kind }: OpenRequest<K>, answer: RequestKinds[K]["answer"]): Promise<void> {
    await this.#bridge.requests.answer({ id, kind, answer });
  }
}
