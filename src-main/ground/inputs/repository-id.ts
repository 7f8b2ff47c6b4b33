import { z } from "zod";
import { isRepositoryId } from "../../../src-shared/contract/index.ts";

export const repositoryIdSchema = z.string().max(200).refine(isRepositoryId, "A repository is written owner/name.");
