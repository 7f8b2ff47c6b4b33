/** What can be made to go wrong, and what `arg` means for each. */
export const faultKinds = {
  drop: "bytes: the connection ends after them",
  reset: "bytes: the connection is reset after them; or { share }: of the MiB sent, at random",
  "429": "{ header: 'ratelimit' | 'retry-after' | 'none', seconds }",
  "503": "how many times in a row (default 1), or { times, retryAfterSeconds }",
  status: "the status to answer with, as 401 or 500",
  "wrong-length": "bytes added to Content-Length (may be negative)",
  "no-length": "no Content-Length: chunked",
  flip: "offset in the file of the byte to flip; counts only requests that send that byte",
  "ignore-range": "200 with the whole content",
  "wrong-content-range": "bytes by which Content-Range lies",
  gzip: "the body compressed, with Content-Encoding, though nobody asked",
  trickle: "bytes per second",
  freeze: "bytes after which nothing more comes and the connection stays open",
  delay: "milliseconds before the answer begins",
  expire: "seconds after which a signed address answers 403",
  "redirect-loop": "redirects to itself",
  redirect: "the address to redirect to",
  etag: "the ETag to send instead",
  commit: "the commit to tell instead",
  html: "a log-in page of a captive portal, with 200",
  "malformed-json": "text that is not JSON",
  "cut-json": "the first half of the answer, with a length that agrees",
  "foreign-next": "the address of the next page",
  "407": "a proxy that wants a password",
} as const;

export type FaultKind = keyof typeof faultKinds;

export interface Fault {
  /** search, detail, tree, resolve, small, whoami, content, or * for all. */
  route: string;
  kind: FaultKind;
  /** Which matching request it hits, from 1, counted from when it was set; 0: every one. */
  nth: number;
  arg: unknown;
  /** Only requests whose path contains this. */
  path: string | null;
}

export interface Subject {
  route: string;
  path: string;
  /** The bytes that this request would send; null where that makes no sense. */
  range: { start: number; end: number } | null;
}

export function parseFault(value: unknown): Fault {
  if (typeof value !== "object" || value === null) throw new Error("a fault is an object");
  const { route, kind, nth, arg, path } = value as Record<string, unknown>;
  if (typeof kind !== "string" || !Object.hasOwn(faultKinds, kind)) {
    throw new Error(`kind: one of ${Object.keys(faultKinds).join(", ")}`);
  }
  if (nth !== undefined && (typeof nth !== "number" || !Number.isInteger(nth) || nth < 0)) {
    throw new Error("nth: a whole number, 0 for every request");
  }
  return {
    route: typeof route === "string" ? route : "*",
    kind: kind as FaultKind,
    nth: nth ?? 1,
    arg: arg ?? null,
    path: typeof path === "string" ? path : null,
  };
}

export class FaultTable {
  #entries: { fault: Fault; seen: number }[] = [];

  add(fault: Fault): void {
    this.#entries.push({ fault, seen: 0 });
  }

  clear(): void {
    this.#entries = [];
  }

  /** The faults for this request; counts it against each that it matches. */
  take(subject: Subject): Fault[] {
    const hits: Fault[] = [];
    for (const entry of this.#entries) {
      const { fault } = entry;
      if (fault.route !== "*" && fault.route !== subject.route) continue;
      if (fault.path !== null && !subject.path.includes(fault.path)) continue;
      if (fault.kind === "flip") {
        const at = Number(fault.arg);
        if (subject.range === null || at < subject.range.start || at >= subject.range.end) continue;
      }
      entry.seen++;
      const times = fault.kind === "503" ? timesOf(fault.arg) : 1;
      if (fault.nth === 0 || (entry.seen >= fault.nth && entry.seen < fault.nth + times)) hits.push(fault);
    }
    return hits;
  }
}

function timesOf(arg: unknown): number {
  if (typeof arg === "number") return arg;
  const times = (arg as { times?: unknown } | null)?.times;
  return typeof times === "number" ? times : 1;
}
