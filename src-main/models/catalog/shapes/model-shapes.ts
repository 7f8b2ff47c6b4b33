import { z } from "zod";
import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { modelFacts } from "../gguf/index.ts";
import { packedParameters } from "./packed-tensors.ts";
import { shapeContent } from "./shape-content.ts";
import { shapeRowSchema } from "./shape-row-schema.ts";

/** Models in the file. */
const maxRows = 5000;
/** A fine-tune may add a few tokens to the vocabulary; the next model of a family is further away than this. */
const sameSizeShare = 0.01;

/** Rows are looked at one by one, when a model is asked for. */
export const shapesFileSchema = z.object({
  version: z.literal(1),
  shapes: z.record(z.string().max(200), z.unknown()).refine((rows) => Object.keys(rows).length <= maxRows),
});

/** What a list says of a model's shape, and what others are compared by. */
export interface ShapeOutline {
  architecture: string;
  parameters: number;
  trainedContextTokens: number | null;
  /** False where the published figures leave the shape open; the facts then say by how much. */
  certain: boolean;
}

const outlineSchema = shapeRowSchema.pick({ architecture: true, tensors: true, margin: true }).extend({
  keys: z.object({ context_length: z.number().int().positive().optional() }),
});

/** The shapes of `resources/catalogue/shapes.json`, by the maker's repository. */
export class ModelShapes {
  readonly #rows: ReadonlyMap<string, unknown>;
  readonly #facts = new Map<string, ModelFacts | null>();
  readonly #outlines = new Map<string, ShapeOutline | null>();

  /** `json` is the parsed text of the file. Throws what zod throws. */
  constructor(json: unknown) {
    const { shapes } = shapesFileSchema.parse(json);
    this.#rows = new Map(Object.entries(shapes).map(([baseModel, row]) => [baseModel.toLowerCase(), row]));
  }

  /** What a header would say, with its tensors in half precision; null for a model without a row that could be read. */
  factsOf(baseModel: string): ModelFacts | null {
    return this.#once(this.#facts, baseModel, (json) => {
      const row = shapeRowSchema.parse(json);
      const facts = modelFacts(shapeContent(row));
      return row.margin === undefined ? facts : { ...facts, shapeMargin: row.margin };
    });
  }

  /** As `factsOf`, without looking at more of the row than it needs. */
  outlineOf(baseModel: string): ShapeOutline | null {
    return this.#once(this.#outlines, baseModel, (json) => {
      const { architecture, keys, tensors, margin } = outlineSchema.parse(json);
      const parameters = packedParameters(tensors);
      const trainedContextTokens = keys.context_length ?? null;
      return { architecture, parameters, trainedContextTokens, certain: margin === undefined };
    });
  }

  /**
   * The shape of a model that agrees with another in architecture, size and context: most fine-tunes keep their base's. Null where
   * none agrees.
   */
  like(other: {
    architecture: string | null;
    parameters: number | null;
    trainedContextTokens: number | null;
  }): ModelFacts | null {
    if (other.architecture === null || other.parameters === null || other.trainedContextTokens === null) return null;
    for (const baseModel of this.#rows.keys()) {
      const outline = this.outlineOf(baseModel);
      if (outline?.architecture !== other.architecture) continue;
      if (outline.trainedContextTokens !== other.trainedContextTokens) continue;
      if (Math.abs(other.parameters / outline.parameters - 1) <= sameSizeShare) return this.factsOf(baseModel);
    }
    return null;
  }

  /** A row that is none is a model whose shape is not known: the others are. */
  #once<T>(kept: Map<string, T | null>, baseModel: string, read: (row: unknown) => T): T | null {
    const key = baseModel.toLowerCase();
    const known = kept.get(key);
    if (known !== undefined) return known;
    let made: T | null = null;
    try {
      if (this.#rows.has(key)) made = read(this.#rows.get(key));
    } catch {
      made = null;
    }
    kept.set(key, made);
    return made;
  }
}
