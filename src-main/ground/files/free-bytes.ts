import { diskSpace } from "./disk-space.ts";

/** What a person without privileges may still write on the disk of this path, which need not exist yet; null when unknown. */
export async function freeBytes(path: string): Promise<number | null> {
  const space = await diskSpace(path).catch(() => null);
  return space?.freeBytes ?? null;
}
