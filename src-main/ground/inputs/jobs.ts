import { z } from "zod";
import type { JobId } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

export const jobIdSchema = heldTo<JobId>()(z.object({ id: idSchema }));
