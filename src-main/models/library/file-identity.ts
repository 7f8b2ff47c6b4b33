import { stat } from "node:fs/promises";

/** Which file it really is, whatever it is called; null when it is not there. */
export async function fileIdentity(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null);
  return found === null ? null : `${found.dev}:${found.ino}`;
}
