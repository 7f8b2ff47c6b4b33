import { basename } from "node:path";
import { type AppError, appError } from "../../ground/core/index.ts";
import type { Failure } from "./protocol.ts";

const fullCodes = new Set(["ENOSPC", "EDQUOT"]);

/** What the child reports, as it is told. `log`: the engine's last lines, which say more where the report has no reason. */
export function labError(failure: Failure, log: readonly string[]): AppError {
  switch (failure.kind) {
    case "engine":
      return appError("load-failed", "told-by-engine", { reason: failure.reason || lastError(log) });
    case "model":
      return appError("load-failed", "lab-model", {
        name: basename(failure.path),
        reason: failure.reason || lastError(log),
      });
    case "version":
      return appError("load-failed", "lab-other-engine", { found: failure.found, known: failure.known });
    case "layout":
      return appError("load-failed", "lab-other-engine", { found: failure.what, known: "" });
    case "text-too-short":
      return appError("invalid-input", "text-too-short", {
        tokens: failure.tokens,
        neededTokens: failure.neededTokens,
      });
    case "vocabularies-differ":
      return appError("invalid-input", "vocabularies-differ", {
        referenceTokens: failure.referenceTokens,
        variantTokens: failure.variantTokens,
      });
    case "not-finite":
      return appError("malformed-gguf", "weights-not-finite", { name: basename(failure.path) });
    case "matrix-needed":
      return appError("invalid-input", "matrix-needed", {});
    case "matrix-unusable":
      return appError("invalid-input", "matrix-unusable", { reason: failure.reason });
    case "disk":
      return fullCodes.has(failure.code)
        ? appError("disk-full", "lab", { reason: failure.code })
        : appError("disk-failed", "lab", { reason: failure.code });
  }
}

/** The engine writes why before it gives up; what it says first is nearest to the cause. */
function lastError(log: readonly string[]): string {
  return log.find((line) => /error|failed|invalid|unknown/i.test(line)) ?? log.at(-1) ?? "";
}
