import { z } from "zod";
import {
  type ExplainRequest,
  type ExplainRequestInput,
  type LadderRequest,
  type LadderRequestInput,
  type ListFitsRequest,
  type ListFitsRequestInput,
  type RepositoryChoice,
  type SearchQuery,
  type SearchQueryInput,
  type SuggestRequest,
  type SuggestRequestInput,
  modelJobs,
  sortOrders,
} from "../../../src-shared/contract/index.ts";
import { heldTo } from "../schemas/index.ts";
import { machineInputSchema } from "./machine.ts";
import { planRequestSchema } from "./plan-request.ts";
import { repositoryIdSchema } from "./repository-id.ts";

export const searchQuerySchema = heldTo<SearchQuery, SearchQueryInput>()(
  z.object({
    text: z.string().max(200),
    sort: z.enum(sortOrders).default("downloads"),
    maxParameters: z.number().positive().nullable().default(null),
    label: z.string().max(40).nullable().default(null),
    source: z.enum(["any", "bundled"]).default("any"),
    cursor: z.string().max(4000).nullable().default(null),
  }),
);

export const ladderRequestSchema = heldTo<LadderRequest, LadderRequestInput>()(
  z.object({
    repository: repositoryIdSchema,
    plan: planRequestSchema.default({}),
    machine: machineInputSchema.nullable().default(null),
    offline: z.boolean().optional(),
  }),
);

export const explainRequestSchema = heldTo<ExplainRequest, ExplainRequestInput>()(
  ladderRequestSchema.extend({ variant: z.string().min(1).max(500) }),
);

export const suggestRequestSchema = heldTo<SuggestRequest, SuggestRequestInput>()(
  z.object({
    job: z.enum(modelJobs),
    machine: machineInputSchema.nullable().default(null),
    languages: z
      .array(z.string().regex(/^[a-z]{2,3}$/))
      .max(20)
      .default([]),
  }),
);

export const repositoryChoiceSchema = heldTo<RepositoryChoice>()(z.object({ repository: repositoryIdSchema }));

export const listFitsRequestSchema = heldTo<ListFitsRequest, ListFitsRequestInput>()(
  z.object({
    repositories: z.array(repositoryIdSchema).max(200),
    machine: machineInputSchema.nullable().default(null),
  }),
);
