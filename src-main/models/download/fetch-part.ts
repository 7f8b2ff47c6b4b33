import type { RangeAnswer, ResolvedFile } from "../catalog/index.ts";
import { type AppError, appError } from "../../ground/core/index.ts";
import type { Blocks } from "./blocks.ts";
import type { FileAddress } from "./file-address.ts";
import type { FileSource } from "./file-source.ts";
import type { FileTransfer, Part } from "./file-transfer.ts";
import type { TransferLimits } from "./limits.ts";
import { PartWriter } from "./part-writer.ts";
import { StallWatch } from "./stall-watch.ts";
import type { Throttle } from "./throttle.ts";
import type { Timers } from "./timers.ts";
import { ContentChanged, TransferFailure } from "./transfer-failure.ts";

export interface FetchOptions {
  source: FileSource;
  address: FileAddress;
  transfer: FileTransfer;
  throttle: Throttle;
  blocks: Blocks;
  limits: TransferLimits;
  timers: Timers;
  /** Bytes came in. */
  onBytes: (bytes: number) => void;
  /** A connection with fewer bytes per second is the slow one among its neighbours. */
  slowBelow: () => number;
}

/** How often in a row Range may be ignored before the file is taken whole. */
const ignoredRangesBorne = 2;

/**
 * One request for what is left of a part. Resolves when the part is done or the server showed that it cannot serve it
 * (`wholeOnly` is set then); throws whatever ended it early. `part.position` says how far it got.
 */
export async function fetchPart(part: Part, options: FetchOptions, signal: AbortSignal): Promise<void> {
  const { source, address, limits, timers } = options;
  const from = await address.get(signal);
  const watch = new StallWatch(timers, limits, options.slowBelow, signal);
  let answer: RangeAnswer;
  try {
    answer = await source.openRange(from, part.position, part.end - 1, watch.signal, {
      connectTimeoutMs: limits.answerMs,
      stallTimeoutMs: limits.answerMs,
      direct: true,
    });
  } catch (error) {
    watch.end();
    throw watch.failure ?? error;
  }
  const { body } = answer;
  const end = (): void => {
    body.destroy(watch.failure ?? undefined);
  };
  // A body that is destroyed early reports it as an error; nothing else is listening by then.
  body.on("error", () => undefined);
  watch.signal.addEventListener("abort", end, { once: true });
  try {
    if (accept(answer, part, from, options)) await receive(answer, part, from, options, watch);
  } catch (error) {
    throw watch.failure ?? error;
  } finally {
    watch.signal.removeEventListener("abort", end);
    watch.end();
    if (!body.readableEnded) body.destroy();
  }
}

/** Whether the body is to be written at `part.position`. Throws what to do about it otherwise; false: leave the part. */
function accept(answer: RangeAnswer, part: Part, from: ResolvedFile, options: FetchOptions): boolean {
  const { address, transfer } = options;
  const { status } = answer;
  if (status === 401 || status === 403) {
    address.refused(from, status);
    throw new TransferFailure(appError("transfer-failed", "link-expired", { status }), {
      retryAfterMs: 0,
      counts: false,
    });
  }
  if (status === 429 || status === 503) {
    const wish = answer.retryAfterSeconds === null ? null : answer.retryAfterSeconds * 1000;
    throw new TransferFailure(busy(status, wish), { retryAfterMs: wish });
  }
  if (status === 200) return acceptWhole(answer, part, from, options);
  if (isFinal(status)) {
    address.gone(from, status);
    throw new TransferFailure(appError("transfer-failed", "part-gone", { status }));
  }
  if (status !== 206) throw new TransferFailure(appError("transfer-failed", "storage-error", { status }));
  if (isOtherFile(answer, transfer)) {
    address.gone(from, status);
    throw new TransferFailure(appError("transfer-failed", "other-file", { status }));
  }
  if (!answer.exact) {
    address.renew(from);
    throw new TransferFailure(appError("transfer-failed", "other-part", { status }));
  }
  checkEtag(answer.etag, from, options);
  return true;
}

/** The server has understood and does not have it; what may pass (a timeout, too early) has its own status. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 425;

/** The whole has another size than was promised. */
function isOtherFile({ range }: RangeAnswer, { file }: FileTransfer): boolean {
  return range !== null && range.totalBytes !== null && range.totalBytes !== file.sizeBytes;
}

/** Range was ignored. From byte 0 the whole body will do; elsewhere nothing of it may be written. */
function acceptWhole(
  answer: RangeAnswer,
  part: Part,
  from: ResolvedFile,
  { address, transfer }: FetchOptions,
): boolean {
  const { sizeBytes } = transfer.file;
  const length = answer.headers["content-length"];
  const type = answer.headers["content-type"] ?? "";
  const encoding = answer.headers["content-encoding"] ?? "identity";
  if (/^text\/html/i.test(type)) {
    throw new TransferFailure(appError("hub-bad-answer", "web-page-instead-of-file", { status: answer.status }));
  }
  if (encoding === "identity" && length !== undefined && Number(length) !== sizeBytes) {
    address.gone(from, answer.status);
    throw new TransferFailure(appError("transfer-failed", "other-file", { status: answer.status }));
  }
  if (encoding !== "identity") {
    throw new TransferFailure(appError("transfer-failed", "not-the-file", { status: answer.status }));
  }
  if (part.position === 0) {
    transfer.wholeOnly = true;
    part.end = sizeBytes;
    return true;
  }
  transfer.ignoredRanges++;
  if (transfer.ignoredRanges < ignoredRangesBorne) {
    throw new TransferFailure(appError("transfer-failed", "part-ignored", { status: answer.status }));
  }
  transfer.wholeOnly = true;
  return false;
}

/** The ETag is not a hash; it only shows whether the content is the one that the other parts came from. */
function checkEtag(etag: string | null, from: ResolvedFile, { address, transfer }: FetchOptions): void {
  const { file } = transfer;
  if (etag === null || etag === file.etag) return;
  if (file.etag === null || transfer.durableBytes === 0) {
    transfer.setEtag(etag);
    return;
  }
  if (transfer.strangeEtag === etag) throw new ContentChanged(transfer.index);
  // Once may be one server's slip; the same again after a fresh link is another content.
  transfer.strangeEtag = etag;
  address.renew(from);
  throw new TransferFailure(appError("remote-changed", "while-fetched", { path: file.remotePath }));
}

/**
 * Takes the bytes as they come in: what has arrived is kept, even when the connection breaks in the same moment. The body
 * rests while the disk or the person's limit is behind, and that time is not the server's.
 */
async function receive(
  answer: RangeAnswer,
  part: Part,
  from: ResolvedFile,
  { address, transfer, throttle, blocks, onBytes }: FetchOptions,
  watch: StallWatch,
): Promise<void> {
  const { body, direct } = answer;
  const writer = new PartWriter(part, transfer, blocks);
  try {
    await new Promise<void>((resolve, reject) => {
      /** What the last bytes have to wait for: a range that comes in one piece ends before it was rested. */
      let resting: Promise<void> = Promise.resolve();
      let ended = false;
      const rest = (until: Promise<void>): void => {
        resting = until;
        body.pause();
        direct?.pause();
        watch.rest();
        until.then(() => {
          watch.goOn();
          direct?.resume();
          body.resume();
        }, reject);
      };
      const came = (bytes: number, behind: Promise<void> | null): void => {
        address.worked(from);
        watch.received(bytes);
        onBytes(bytes);
        const tooFast = throttle.take(bytes, watch.signal);
        if (behind !== null || tooFast !== null) rest(Promise.all([behind, tooFast]).then(() => undefined));
      };
      body.on("data", (data: Buffer) => {
        const room = part.end - writer.end;
        const chunk = data.subarray(0, room);
        came(chunk.length, writer.add(chunk));
        // More than was asked for: the rest is dropped.
        if (data.length > room) resolve();
      });
      direct?.pipe({
        room: () => writer.room(),
        received: (bytes) => {
          came(bytes, writer.received(bytes));
        },
      });
      body.once("end", () => {
        ended = true;
        resting.then(resolve, reject);
      });
      body.once("error", reject);
      body.once("close", () => {
        if (ended) return;
        reject(new TransferFailure(appError("transfer-failed", "ended-early", { reason: "closed" })));
      });
    });
  } finally {
    await writer.finish();
  }
  watch.signal.throwIfAborted();
  if (part.position < part.end) {
    throw new TransferFailure(appError("transfer-failed", "ended-early", { reason: "short" }));
  }
}

function busy(status: number, wishMs: number | null): AppError {
  const details = { status, retryAfterSeconds: wishMs === null ? null : Math.ceil(wishMs / 1000) };
  return status === 429
    ? appError("hub-rate-limited", "slow-down", details)
    : appError("transfer-failed", "storage-busy", details);
}
