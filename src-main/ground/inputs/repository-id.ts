import { z } from "zod";
import { isRepositoryId } from "../../../src-shared/contract/index.ts";

export const repositoryIdSchema = z
  .string()
  .max(200)
  .refine(isRepositoryId, { params: { key: "no-repository-name" } });
