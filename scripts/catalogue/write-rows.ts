import { writeFileSync } from "node:fs";
import { type HubClient, modelFacts, shapeRowOf } from "../../src-main/models/catalog/index.ts";
import type { CatalogueArguments } from "./arguments-of.ts";
import { baseModelOf } from "./base-model.ts";
import { readShapes } from "./read-shapes.ts";
import { readSource } from "./read-source.ts";
import { shapesText } from "./shapes-text.ts";

/**
 * Reads each source's header and writes the models' rows, in place of those they had. `say` is told of each. Nothing is written unless
 * all could be read. Throws `AppError` for what is no language model, and `Error` for a source that is not understood.
 */
export async function writeRows(
  { as, sources }: CatalogueArguments,
  path: string,
  hub: HubClient,
  say: (line: string) => void,
): Promise<void> {
  const shapes = readShapes(path);
  for (const source of sources) {
    const read = await readSource(source, hub);
    const baseModel = as ?? baseModelOf(read, path);
    if (baseModel === null) throw new Error(`whose model is ${source}? Name the maker's repository: --as OWNER/MODEL`);
    // What is no language model is refused here.
    const { architecture, parameters, blockCount } = modelFacts(read.header);
    const known = [...shapes.keys()].find((name) => name.toLowerCase() === baseModel.toLowerCase());
    shapes.set(known ?? baseModel, shapeRowOf(read.header, read.from));
    const what = `${architecture}, ${String(blockCount)} layers, ${String(parameters)} parameters`;
    say(`${known === undefined ? "new" : "replaced"}: ${known ?? baseModel} (${what})`);
  }
  writeFileSync(path, shapesText(shapes));
}
