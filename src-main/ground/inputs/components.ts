import { z } from "zod";
import { type ComponentChoice, componentIds } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";

export const componentChoiceSchema = heldTo<ComponentChoice>()(z.object({ id: z.enum(componentIds) }));
