import { z } from "zod";

const message = "A repository is written owner/name.";

/** "owner/name". Two segments, no dots-only segment, as the Hub allows. */
export const repositoryIdSchema = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9_][\w.-]{0,95}$/, message)
  .refine((id) => !id.includes("..") && !id.includes("--"), message);
