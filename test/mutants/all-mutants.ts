import { readdirSync } from "node:fs";
import type { Mutant } from "./mutant.ts";

/** Every list beside this file, area by area. */
export async function allMutants(): Promise<Mutant[]> {
  const folder = new URL("list/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  const lists = await Promise.all(
    files.sort().map(async (file) => (await import(new URL(file, folder).href)) as { mutants: Mutant[] }),
  );
  return lists.flatMap(({ mutants }) => mutants);
}
