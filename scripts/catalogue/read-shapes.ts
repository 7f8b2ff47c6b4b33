import { existsSync } from "node:fs";
import { MiB } from "../../src-shared/figures/index.ts";
import { readJsonFile } from "../../src-main/ground/files/index.ts";
import { type ShapeRow, shapeRowSchema, shapesFileSchema } from "../../src-main/models/catalog/index.ts";

const bounds = { bytes: 8 * MiB, depth: 16, values: 500_000 };

/** All rows of a `shapes.json`, looked at; none where there is no file yet. Throws what `readJsonFile` and zod throw. */
export function readShapes(path: string): Map<string, ShapeRow> {
  if (!existsSync(path)) return new Map();
  const { shapes } = shapesFileSchema.parse(readJsonFile(path, bounds));
  return new Map(Object.entries(shapes).map(([baseModel, row]) => [baseModel, shapeRowSchema.parse(row)]));
}
