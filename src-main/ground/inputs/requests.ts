import { z } from "zod";
import type { RequestAnswer } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

/** By kind, so that an answer of another kind's form is refused. */
export const requestAnswerSchema = heldTo<RequestAnswer>()(
  z.discriminatedUnion("kind", [z.object({ id: idSchema, kind: z.literal("step-down"), answer: z.boolean() })]),
);
