import type { z } from "zod";
import { type AppError, appError } from "../core/index.ts";

/** What a schema refused, by the first thing that it found. */
export function inputError(refused: z.ZodError | undefined): AppError {
  const issue = refused?.issues[0];
  const field = issue?.path.join(".") ?? "";
  const { key, shown }: { key?: unknown; shown?: unknown } = issue?.code === "custom" ? (issue.params ?? {}) : {};
  if (key === "no-repository-name") return appError("invalid-input", key, { field });
  if (key === "no-proxy") return appError("invalid-input", key, { field, shown: String(shown) });
  if (key === "no-web-address") return appError("invalid-input", key, { field, shown: String(shown) });
  return appError("invalid-input", "not-valid", { field, problem: issue?.message ?? "" });
}
