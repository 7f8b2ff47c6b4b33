export interface LoggedRequest {
  id: number;
  port: "hub" | "content";
  route: string;
  method: string;
  path: string;
  /** The Range header as sent; null without one. */
  range: string | null;
  acceptEncoding: string | null;
  /** Whether a token came along; the token itself is not kept. */
  authorized: boolean;
  status: number | null;
  /** Of the body, as handed to the socket. */
  bytes: number;
  /** Kinds of the faults that were applied. */
  faults: string[];
  startedAt: number;
  /** Null while it is being answered. */
  endedAt: number | null;
  /** The other side went away before the end. */
  aborted: boolean;
}

export interface LogSnapshot {
  requests: LoggedRequest[];
  bytes: Record<LoggedRequest["port"], number>;
  /** The most requests that were being answered at the same time. */
  maxConcurrent: Record<LoggedRequest["port"], number>;
}

const maxEntries = 20_000;

/** What the stand-in was asked, for tests to read back. */
export class RequestLog {
  #requests: LoggedRequest[] = [];
  #active = { hub: 0, content: 0 };
  #maxConcurrent = { hub: 0, content: 0 };
  #bytes = { hub: 0, content: 0 };
  #nextId = 1;

  start(
    entry: Omit<LoggedRequest, "id" | "status" | "bytes" | "faults" | "startedAt" | "endedAt" | "aborted">,
  ): LoggedRequest {
    const full: LoggedRequest = {
      ...entry,
      id: this.#nextId++,
      status: null,
      bytes: 0,
      faults: [],
      startedAt: Date.now(),
      endedAt: null,
      aborted: false,
    };
    this.#requests.push(full);
    if (this.#requests.length > maxEntries) this.#requests.shift();
    this.#active[entry.port]++;
    this.#maxConcurrent[entry.port] = Math.max(this.#maxConcurrent[entry.port], this.#active[entry.port]);
    return full;
  }

  sent(entry: LoggedRequest, bytes: number): void {
    entry.bytes += bytes;
    this.#bytes[entry.port] += bytes;
  }

  end(entry: LoggedRequest, aborted: boolean): void {
    if (entry.endedAt !== null) return;
    entry.endedAt = Date.now();
    entry.aborted = aborted;
    this.#active[entry.port]--;
  }

  snapshot(): LogSnapshot {
    return {
      requests: structuredClone(this.#requests),
      bytes: { ...this.#bytes },
      maxConcurrent: { ...this.#maxConcurrent },
    };
  }

  clear(): void {
    this.#requests = [];
    this.#bytes = { hub: 0, content: 0 };
    this.#maxConcurrent = { ...this.#active };
  }
}
