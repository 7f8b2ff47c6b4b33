import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable, Transform, type TransformCallback } from "node:stream";
import { createGzip } from "node:zlib";
import { MiB } from "../../src-shared/figures/index.ts";
import { seededRandom } from "../fixtures/index.ts";
import type { Body } from "./bodies.ts";
import type { Fault } from "./faults.ts";
import type { LoggedRequest, RequestLog } from "./request-log.ts";

/** What a route wants to say, before faults. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Text, or a part of a file; `offset` is where `read` starts in the file. */
  body: { sizeBytes: number; offset: number; read(): Readable };
}

export function textAnswer(status: number, text: string | Buffer, headers: Record<string, string> = {}): Answer {
  const bytes = Buffer.from(text);
  return {
    status,
    headers,
    body: { sizeBytes: bytes.length, offset: 0, read: () => Readable.from([bytes], { objectMode: false }) },
  };
}

export function jsonAnswer(value: unknown, headers: Record<string, string> = {}): Answer {
  return textAnswer(200, JSON.stringify(value), { "Content-Type": "application/json; charset=utf-8", ...headers });
}

export function errorAnswer(status: number, code: string | null, message: string): Answer {
  return textAnswer(status, JSON.stringify({ error: message }), {
    "Content-Type": "application/json; charset=utf-8",
    "X-Error-Message": message,
    ...(code === null ? {} : { "X-Error-Code": code }),
  });
}

export function redirectAnswer(status: number, location: string, headers: Record<string, string> = {}): Answer {
  return textAnswer(status, `Redirecting to ${location}`, {
    Location: location,
    "Content-Type": "text/plain",
    ...headers,
  });
}

/** The range of a request in a content of this size; "invalid" means 416, null the whole. */
export function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | "invalid" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? "");
  if (!match || (match[1] === "" && match[2] === "")) return null;
  if (match[1] === "") return { start: Math.max(0, sizeBytes - Number(match[2])), end: sizeBytes };
  const start = Number(match[1]);
  const end = match[2] === "" ? sizeBytes : Math.min(sizeBytes, Number(match[2]) + 1);
  return start >= sizeBytes || end <= start ? "invalid" : { start, end };
}

/** A file or the asked-for part of it. */
export function fileAnswer(body: Body, range: ReturnType<typeof rangeOf>, headers: Record<string, string>): Answer {
  if (range === "invalid") {
    return textAnswer(416, "", { ...headers, "Content-Range": `bytes */${body.sizeBytes}` });
  }
  const { start, end } = range ?? { start: 0, end: body.sizeBytes };
  return {
    status: range === null ? 200 : 206,
    headers: {
      "Content-Type": "application/octet-stream",
      "Accept-Ranges": "bytes",
      ...headers,
      ...(range === null ? {} : { "Content-Range": `bytes ${start}-${end - 1}/${body.sizeBytes}` }),
    },
    body: { sizeBytes: end - start, offset: start, read: () => body.read(start, end) },
  };
}

const captivePortal =
  "<!doctype html><html><head><title>Welcome to Airport Wi-Fi</title></head><body><form>Please log in</form></body></html>";

/** The answer that takes the place of the real one, where a fault of this request asks for that. */
export function replacedAnswer(faults: readonly Fault[], request: IncomingMessage): Answer | null {
  for (const { kind, arg } of faults) {
    switch (kind) {
      case "429": {
        const wish = (typeof arg === "object" && arg !== null ? arg : {}) as { header?: string; seconds?: number };
        const seconds = wish.seconds ?? 1;
        const answer = errorAnswer(429, null, "We had to rate limit your IP.");
        if (wish.header === "retry-after") answer.headers["Retry-After"] = String(seconds);
        else if (wish.header !== "none") {
          answer.headers["RateLimit"] = `"api";r=0;t=${seconds}`;
          answer.headers["RateLimit-Policy"] = '"fixed window";"api";q=500;w=300';
        }
        return answer;
      }
      case "503": {
        const answer = textAnswer(503, "Service Unavailable", { "Content-Type": "text/plain" });
        const wait = (arg as { retryAfterSeconds?: unknown } | null)?.retryAfterSeconds;
        if (typeof wait === "number") answer.headers["Retry-After"] = String(wait);
        return answer;
      }
      case "status":
        return errorAnswer(Number(arg) || 500, null, `Made to answer ${String(arg)}.`);
      case "html":
        return textAnswer(200, captivePortal, { "Content-Type": "text/html; charset=utf-8" });
      case "407":
        return textAnswer(407, "Proxy Authentication Required", { "Proxy-Authenticate": 'Basic realm="office"' });
      case "malformed-json":
        return textAnswer(200, '{"id": "bitloft-test/normal-GGUF", "sha": }', { "Content-Type": "application/json" });
      case "redirect-loop":
        return redirectAnswer(302, request.url ?? "/");
      case "redirect":
        return redirectAnswer(302, String(arg));
      default:
    }
  }
  return null;
}

/** Writes an answer with the faults of its transfer. */
export async function sendAnswer(
  answer: Answer,
  faults: readonly Fault[],
  request: IncomingMessage,
  response: ServerResponse,
  log: RequestLog,
  entry: LoggedRequest,
): Promise<void> {
  const fault = (kind: Fault["kind"]): Fault | undefined => faults.find((candidate) => candidate.kind === kind);
  const headers: Record<string, string> = { ...answer.headers };
  let { sizeBytes } = answer.body;

  const wait = fault("delay");
  if (wait) await new Promise((resolve) => setTimeout(resolve, Number(wait.arg)));
  const lie = fault("wrong-content-range");
  if (lie && headers["Content-Range"] !== undefined) {
    headers["Content-Range"] = headers["Content-Range"].replace(/(\d+)-(\d+)/, (_, from: string, to: string) =>
      [Number(from) + Number(lie.arg), Number(to) + Number(lie.arg)].join("-"),
    );
  }
  const etag = fault("etag");
  if (etag) headers["ETag"] = `"${String(etag.arg)}"`;
  const cut = fault("cut-json");
  if (cut) sizeBytes = Math.floor(sizeBytes / 2);

  const zip = fault("gzip");
  if (zip) headers["Content-Encoding"] = "gzip";
  else if (!fault("no-length")) headers["Content-Length"] = String(sizeBytes + Number(fault("wrong-length")?.arg ?? 0));

  entry.status = answer.status;
  response.writeHead(answer.status, headers);
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  response.flushHeaders();

  const stops = (["drop", "reset", "freeze"] as const).flatMap((kind) => {
    const stop = fault(kind);
    return stop ? [{ kind, after: bytesBefore(stop) }] : [];
  });
  const flip = fault("flip");
  const speed = fault("trickle");
  const source = answer.body.read();
  response.once("close", () => source.destroy());
  const stages = [
    ...(cut ? [firstBytes(sizeBytes)] : []),
    ...(flip ? [flipByte(Number(flip.arg) - answer.body.offset)] : []),
    ...(zip ? [createGzip()] : []),
  ];
  const body = stages.reduce<Readable>((stream, stage) => stream.pipe(stage), source);

  let sent = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    let rest = chunk;
    const stop = stops.find(({ after }) => sent + rest.length >= after);
    if (stop) rest = rest.subarray(0, stop.after - sent);
    for (const piece of speed ? pieces(rest, Math.max(1, Number(speed.arg) / 20)) : [rest]) {
      if (response.destroyed) return;
      const open = response.write(piece);
      sent += piece.length;
      log.sent(entry, piece.length);
      if (speed) await new Promise((resolve) => setTimeout(resolve, 50));
      else if (!open) await writable(response);
    }
    if (stop) {
      await ended(response, stop.kind);
      return;
    }
  }
  // A length that promises more than there is: the connection ends early, as a cut one does.
  if (fault("wrong-length")) response.socket?.end();
  else response.end();
}

/** How far an answer gets. Where a share of the MiB ends connections, the number of those that go well is drawn. */
function bytesBefore({ arg }: Fault): number {
  const share = (arg as { share?: unknown } | null)?.share;
  if (typeof share !== "number") return Number(arg) || 0;
  return Math.floor((Math.log(1 - draw()) / Math.log(1 - share)) * MiB);
}

const draw = seededRandom(1);

function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.on("drain", done).on("close", done);
  });
}

async function ended(response: ServerResponse, how: "drop" | "reset" | "freeze"): Promise<void> {
  if (how === "drop") response.socket?.end();
  else if (how === "reset") response.socket?.resetAndDestroy();
  if (!response.destroyed) await new Promise((resolve) => response.once("close", resolve));
}

function* pieces(chunk: Buffer, size: number): Generator<Buffer> {
  const step = Math.max(1, Math.floor(size));
  for (let at = 0; at < chunk.length; at += step) yield chunk.subarray(at, at + step);
}

function firstBytes(count: number): Transform {
  let left = count;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      done(null, part);
    },
  });
}

function flipByte(at: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      const index = at - seen;
      seen += chunk.length;
      if (index < 0 || index >= chunk.length) {
        done(null, chunk);
        return;
      }
      const copy = Buffer.from(chunk);
      copy[index] = (copy[index] ?? 0) ^ 0xff;
      done(null, copy);
    },
  });
}
