import type {
  EngineFailureDetails,
  ErrorDto,
  InstalledVariant,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { AppError, appError } from "../../ground/core/index.ts";
import { nextToTry } from "./smaller-plan.ts";
import type { Candidate } from "./types.ts";

/** The variant's files must be there, and sound unless the person insists. */
export function requireUsable(variant: InstalledVariant | null, force: boolean): InstalledVariant {
  if (variant === null) throw appError("not-found", "variant-to-load");
  const { path, fileCount, notForChat } = variant;
  if (notForChat !== null) throw appError("unsupported-model", "cannot-chat", { purpose: notForChat, path });
  if (variant.state === "missing" || variant.state === "away") {
    throw appError("file-missing", fileCount === 1 ? "variant-file" : "variant-part", { path });
  }
  if (variant.state === "damaged" && !force) throw appError("checksum-mismatch", "installed", { path });
  return variant;
}

/** A try that the engine would refuse is of no use, so this holds even where the person insists. */
export function requirePossible({ refused, verdict, headline, wayOut }: VariantFit): void {
  if (refused !== true) return;
  throw appError("load-failed", "refused", { verdict, headline, wayOut: wayOut?.says ?? null });
}

/** The refusal with its figures: which device lacks how much, and the cheapest way out. */
export function doesNotFit({ memory, verdict, wayOut }: VariantFit): AppError {
  const short = memory?.devices.find((device) => device.needBytes > device.budgetBytes) ?? memory?.devices[0];
  return appError("out-of-memory", "does-not-fit", {
    verdict,
    device: short?.name ?? null,
    deviceKind: short?.kind ?? null,
    needBytes: short?.needBytes ?? null,
    budgetBytes: short?.budgetBytes ?? null,
    wayOut: wayOut?.says ?? null,
  });
}

/** The failure with the smaller plan that would be tried next. */
export function withNextStep(error: AppError, from: Candidate, next: Candidate): AppError {
  return followedBy(error, { nextToTry: nextToTry(next, from) });
}

/** A failure of the engine's with what comes after it. */
export function followedBy(
  error: AppError,
  afterwards: Pick<EngineFailureDetails, "nextToTry" | "loadsAgainWith">,
): AppError {
  const dto = error.toDto();
  return new AppError({ ...dto, details: { ...dto.details, ...afterwards } } as ErrorDto, { cause: error });
}
