import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { MiB } from "../../src-shared/figures/index.ts";
import { readJsonFile } from "../../src-main/ground/files/index.ts";
import type { ReadSource } from "./read-source.ts";

const bounds = { bytes: 8 * MiB, depth: 16, values: 500_000 };

const listSchema = z.object({
  models: z.array(
    z.object({
      baseModel: z.string(),
      repositories: z.array(z.union([z.string(), z.object({ repository: z.string() })])),
    }),
  ),
});

/** The maker's repository of what was read: of the row in `models.json` that has the repository, else as the Hub says. */
export function baseModelOf({ repository, baseModel }: ReadSource, shapesPath: string): string | null {
  const path = join(dirname(shapesPath), "models.json");
  if (repository === null || !existsSync(path)) return baseModel;
  const { models } = listSchema.parse(readJsonFile(path, bounds));
  const has = (entry: string | { repository: string }): boolean =>
    (typeof entry === "string" ? entry : entry.repository).toLowerCase() === repository.toLowerCase();
  return models.find(({ repositories }) => repositories.some(has))?.baseModel ?? baseModel;
}
