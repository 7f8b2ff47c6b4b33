import { z } from "zod";
import type { ModelFacts } from "../../../../src-shared/contract/index.ts";
import { modelFacts } from "../gguf/index.ts";
import { packedParameters } from "./packed-tensors.ts";
import { shapeContent } from "./shape-content.ts";
import { shapeRowSchema } from "./shape-row.ts";

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
  readonly #facts = new Map<string, ModelFacts>();
  readonly #outlines = new Map<string, ShapeOutline>();

  /** `json` is the parsed text of the file. Throws what zod throws. */
  constructor(json: unknown) {
    const { shapes } = shapesFileSchema.parse(json);
    this.#rows = new Map(Object.entries(shapes).map(([baseModel, row]) => [baseModel.toLowerCase(), row]));
  }

  /**
   * What a header would say, with its tensors in half precision; null for a model without a row. Throws what zod throws, `RangeError`
   * and `AppError` for a row that is none.
   */
  factsOf(baseModel: string): ModelFacts | null {
    const key = baseModel.toLowerCase();
    const known = this.#facts.get(key);
    if (known !== undefined) return known;
    if (!this.#rows.has(key)) return null;
    const row = shapeRowSchema.parse(this.#rows.get(key));
    const facts = modelFacts(shapeContent(row));
    if (row.margin !== undefined) facts.shapeMargin = row.margin;
    this.#facts.set(key, facts);
    return facts;
  }

  /** As `factsOf`, without looking at more of the row than it needs. */
  outlineOf(baseModel: string): ShapeOutline | null {
    const key = baseModel.toLowerCase();
    const known = this.#outlines.get(key);
    if (known !== undefined) return known;
    if (!this.#rows.has(key)) return null;
    const { architecture, keys, tensors, margin } = outlineSchema.parse(this.#rows.get(key));
    const outline = {
      architecture,
      parameters: packedParameters(tensors),
      trainedContextTokens: keys.context_length ?? null,
      certain: margin === undefined,
    };
    this.#outlines.set(key, outline);
    return outline;
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
}
