import { appError } from "../core/index.ts";
import type { Hasher } from "./types.ts";

export interface HashFileOptions {
  signal?: AbortSignal;
  onProgress?: (hashedBytes: number) => void;
}

/** The SHA-256 of a file from its first byte to `sizeBytes`, in lower-case hex. Throws `cancelled` once the signal has fired, and what reading throws. */
export async function hashFile(
  hasher: Pick<Hasher, "open">,
  { path, sizeBytes }: { path: string; sizeBytes: number },
  { signal, onProgress }: HashFileOptions = {},
): Promise<string> {
  if (signal?.aborted === true) throw appError("cancelled", "cancelled");
  const job = hasher.open(path, onProgress);
  const stop = (): void => job.close();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    return await job.digest(sizeBytes);
  } catch (error) {
    if (signal?.aborted) throw appError("cancelled", "cancelled", {}, { cause: error });
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    job.close();
  }
}
