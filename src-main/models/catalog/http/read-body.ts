import { type Readable, Transform, pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { type AppError, appError } from "../../../ground/core/index.ts";
import { type HttpLimits, httpLimits } from "./http-limits.ts";
import type { HttpAnswer } from "./types.ts";
import { LeastSpeed } from "./least-speed.ts";
import { networkError } from "./network-error.ts";

const decoders = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress };

/**
 * Some proxies compress what was asked for plain. `decodedBytes` counts what has come out, which the reader bounds, and
 * what goes in without anything coming out is refused here, as parts without content take time and never end.
 */
function decoded({ headers, body }: HttpAnswer, host: string, decodedBytes: () => number): Readable {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return body;
  if (!Object.hasOwn(decoders, encoding)) {
    body.destroy();
    throw appError("hub-bad-answer", "encoding", { host, encoding });
  }
  let encodedBytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      encodedBytes += chunk.length;
      const isEmpty = encodedBytes - httpLimits.encodedSlackBytes > decodedBytes();
      done(isEmpty ? damaged(host) : null, chunk);
    },
  });
  const decoder = decoders[encoding as keyof typeof decoders]();
  // Its failure reaches the reader of the decoder.
  pipeline(body, meter, decoder, () => undefined);
  return decoder;
}

function damaged(host: string, cause?: unknown): AppError {
  return appError("hub-bad-answer", "damaged", { host }, { cause });
}

/**
 * Drops a body that is not wanted. A short one is read to its end, so that the connection can be used again, but not
 * waited for: what does not arrive soon is dropped with its connection.
 */
export function discardBody(
  { headers, body }: Pick<HttpAnswer, "headers" | "body">,
  hasNoBody = false,
  patienceMs: number = httpLimits.discardMs,
): void {
  const length = Number(headers["content-length"] ?? Infinity);
  if (!hasNoBody && !(length <= httpLimits.errorBodyBytes)) {
    body.destroy();
    return;
  }
  const timer = setTimeout(() => body.destroy(), patienceMs);
  body.once("close", () => {
    clearTimeout(timer);
  });
  body.resume();
}

/** The whole body as text, at most `maxBytes` of it; a longer one is an error, or cut where `cut` says so. */
export async function readText(
  answer: HttpAnswer,
  maxBytes: number,
  { cut = false, limits = httpLimits }: { cut?: boolean; limits?: HttpLimits } = {},
): Promise<string> {
  const host = new URL(answer.finalUrl).host;
  const parts: Buffer[] = [];
  const speed = new LeastSpeed(answer.body, host, limits.leastJsonBytesPerSecond, limits);
  let size = 0;
  try {
    const stream = decoded(answer, host, () => size);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      speed.received(chunk.length);
      if (size > maxBytes) {
        // Leaving the loop destroys the stream.
        if (cut) break;
        throw appError("hub-bad-answer", "too-large", { host, maxBytes, reason: "size" });
      }
      parts.push(chunk);
    }
  } catch (error) {
    answer.body.destroy();
    if ((error as { code?: unknown }).code?.toString().startsWith("Z_")) throw damaged(host, error);
    throw networkError(error, host);
  } finally {
    speed.end();
  }
  return Buffer.concat(parts).toString("utf8");
}
