import { open } from "node:fs/promises";
import process from "node:process";

/** Brings a folder's names to the disk: a new one survives a power cut only then. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no such thing and refuses.
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
