import { z } from "zod";
import type { SessionId } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";

export const sessionIdSchema = heldTo<SessionId>()(z.object({ id: idSchema }));
