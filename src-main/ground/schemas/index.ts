/**
 * Schemas of what more than one room parses. The engine's process reads them while a model waits to be loaded, so those that only a
 * person's input needs are in `inputs`.
 */

export { answerFormSchema, keptFormSchema } from "./answer-form-schema.ts";
export { errorSchema } from "./error-schema.ts";
export { type Held, heldTo } from "./held-to.ts";
export { planSchema } from "./plan-schema.ts";
export { samplingBeyondRanges, samplingChangesSchema, samplingSchema, seedSchema } from "./sampling-schema.ts";
export { statementSchema } from "./statement-schema.ts";
