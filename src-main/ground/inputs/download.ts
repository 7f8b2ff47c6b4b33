import { z } from "zod";
import type { AwaitedModel, DownloadId, DownloadPlace, DownloadRequest } from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { idSchema } from "./id.ts";
import { repositoryIdSchema } from "./repository-id.ts";

export const downloadRequestSchema = heldTo<DownloadRequest>()(
  z.object({ repository: repositoryIdSchema, variant: z.string().min(1).max(200) }),
);

export const awaitedModelSchema = heldTo<AwaitedModel>()(
  downloadRequestSchema.extend({ contextTokens: z.number().int().min(256).max(1_048_576).optional() }),
);

export const downloadIdSchema = heldTo<DownloadId>()(z.object({ id: idSchema }));

export const downloadPlaceSchema = heldTo<DownloadPlace>()(z.object({ id: idSchema, beforeId: idSchema.nullable() }));
