import type { Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { AppError } from "../../core/index.ts";
import { httpLimits } from "./http-limits.ts";
import type { HttpAnswer } from "./http-types.ts";
import { networkError } from "./network-error.ts";

const decoders = { gzip: createGunzip, "x-gzip": createGunzip, deflate: createInflate, br: createBrotliDecompress };

/** Some proxies compress what was asked for plain. The bound that follows holds for what comes out. */
function decoded({ headers, body }: HttpAnswer, host: string): Readable {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity" || encoding === "") return body;
  if (!Object.hasOwn(decoders, encoding)) {
    body.destroy();
    throw new AppError("hub-bad-answer", `${host} answered in a form that cannot be read (${encoding}).`, { host });
  }
  const decoder = decoders[encoding as keyof typeof decoders]();
  body.once("error", (error) => decoder.destroy(error));
  decoder.once("close", () => body.destroy());
  return body.pipe(decoder);
}

/** Lets go of a body that nobody wants. A short one is read to its end, so that the connection can be used again. */
export function discardBody({ headers, body }: Pick<HttpAnswer, "headers" | "body">, hasNoBody = false): void {
  const length = Number(headers["content-length"] ?? Infinity);
  if (hasNoBody || length <= httpLimits.errorBodyBytes) body.resume();
  else body.destroy();
}

/** The whole body as text, at most `maxBytes` of it; a longer one is an error, or cut where `cut` says so. */
export async function readText(answer: HttpAnswer, maxBytes: number, cut = false): Promise<string> {
  const host = new URL(answer.finalUrl).host;
  const parts: Buffer[] = [];
  let size = 0;
  try {
    const stream = decoded(answer, host);
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > maxBytes) {
        // Leaving the loop destroys the stream.
        if (cut) break;
        throw new AppError("hub-bad-answer", `${host} answered with more than Bitloft takes.`, { host, maxBytes });
      }
      parts.push(chunk);
    }
  } catch (error) {
    answer.body.destroy();
    if ((error as { code?: unknown }).code?.toString().startsWith("Z_")) {
      throw new AppError("hub-bad-answer", `${host} sent a damaged answer. Try again.`, { host }, { cause: error });
    }
    throw networkError(error, host);
  }
  return Buffer.concat(parts).toString("utf8");
}
