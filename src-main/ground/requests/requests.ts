import { randomUUID } from "node:crypto";
import type {
  Collection,
  CollectionChange,
  OpenRequest,
  RequestAnswer,
  RequestKind,
  RequestKinds,
} from "../../../src-shared/contract/index.ts";
import { ChangeFeed, type Clock, type Dispose, appError } from "../core/index.ts";

type Act<K extends RequestKind, T> = (answer: RequestKinds[K]["answer"]) => Promise<T>;

interface Waiting {
  request: OpenRequest;
  /** Settles as `act` does. */
  answered: (answer: RequestAnswer["answer"]) => Promise<unknown>;
  cancel: () => void;
}

/**
 * Questions to the person at the window or the terminal. Each is open until it is answered, once, or withdrawn by the code that asked;
 * listeners hear of both. A window that reloads finds the open ones again.
 */
export class Requests {
  readonly #clock: Clock;
  readonly #feed = new ChangeFeed<OpenRequest>();
  /** In the order in which they were asked. */
  readonly #open = new Map<string, Waiting>();
  readonly #doors = new Set<() => boolean>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a place where a person can answer while `isAttended` returns true. */
  addDoor(isAttended: () => boolean): Dispose {
    // Two doors may share one function.
    const door = (): boolean => isAttended();
    this.#doors.add(door);
    return () => void this.#doors.delete(door);
  }

  /**
   * Asks, and calls `act` with the answer; the call that answered waits for it too. Resolves with null at once where no person can
   * answer. The signal withdraws an open question, which then rejects with `cancelled`.
   */
  async ask<K extends RequestKind, T>(
    kind: K,
    about: RequestKinds[K]["about"],
    act: Act<K, T>,
    signal: AbortSignal,
  ): Promise<T | null> {
    if (signal.aborted) throw appError("cancelled", "cancelled");
    if (![...this.#doors].some((isAttended) => isAttended())) return null;
    const request = { id: randomUUID(), kind, about, askedAt: this.#clock.now() } as unknown as OpenRequest;
    return new Promise<T>((resolve, reject) => {
      const close = (): void => {
        this.#open.delete(request.id);
        signal.removeEventListener("abort", cancel);
        this.#feed.tell({ removed: [request.id] });
      };
      const cancel = (): void => {
        close();
        reject(appError("cancelled", "cancelled"));
      };
      const answered = (answer: RequestAnswer["answer"]): Promise<T> => {
        close();
        const done = act(answer);
        done.then(resolve, reject);
        return done;
      };
      signal.addEventListener("abort", cancel);
      this.#open.set(request.id, { request, answered, cancel });
      this.#feed.tell({ put: [request] });
    });
  }

  list(): Collection<OpenRequest> {
    return { revision: this.#feed.revision, items: [...this.#open.values()].map(({ request }) => request) };
  }

  /** Resolves or rejects as `act` does. Throws `not-found` for a question that is not open. */
  async answer({ id, kind, answer }: RequestAnswer): Promise<void> {
    const waiting = this.#open.get(id);
    if (waiting?.request.kind !== kind) throw appError("not-found", "request", { id });
    await waiting.answered(answer);
  }

  onChange(listener: (change: CollectionChange<OpenRequest>) => void): Dispose & (() => void) {
    return this.#feed.on(listener);
  }

  /** Withdraws the open ones. */
  dispose(): void {
    for (const { cancel } of [...this.#open.values()]) cancel();
  }
}
