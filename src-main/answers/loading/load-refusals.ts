import type { InstalledVariant, Statement, VariantFit } from "../../../src-shared/contract/index.ts";
import { formatBytes } from "../../../src-shared/figures/index.ts";
import { say, sayAll, sayPurpose } from "../../../src-shared/words/index.ts";
import { AppError } from "../../ground/core/index.ts";
import { changeWords } from "./smaller-plan.ts";
import type { Candidate } from "./types.ts";

/** The variant's files must be there, and sound unless the person insists. */
export function requireUsable(variant: InstalledVariant | null, force: boolean): InstalledVariant {
  if (variant === null)
    throw new AppError("not-found", "This variant is no longer in the library. Choose another one.");
  const { path, fileCount } = variant;
  if (variant.notForChat !== null) throw new AppError("unsupported-model", sayPurpose(variant.notForChat), { path });
  if (variant.state === "missing" || variant.state === "away") {
    const what = fileCount === 1 ? `The file is not there: ${path}.` : `One of its files is not there, beside ${path}.`;
    throw new AppError("file-missing", `${what} Connect its drive, or download it again.`, { path });
  }
  if (variant.state === "damaged" && !force) {
    throw new AppError("checksum-mismatch", "The file is not what was installed. Delete it and download it again.", {
      path,
    });
  }
  return variant;
}

/** Nobody is helped by a try that the engine would refuse, so that this holds whatever the person insists on. */
export function requirePossible(fit: VariantFit): void {
  if (fit.refused !== true) return;
  throw new AppError("load-failed", sayAll([fit.headline, ...wayOutOf(fit)]), { verdict: fit.verdict });
}

const wayOutOf = ({ wayOut }: VariantFit): Statement[] => (wayOut === null ? [] : [wayOut.says]);

/** The refusal with its figures: which device lacks how much, and the cheapest way out. */
export function doesNotFit(fit: VariantFit): AppError {
  const short = fit.memory?.devices.find((device) => device.needBytes > device.budgetBytes) ?? fit.memory?.devices[0];
  const figures = short
    ? `It needs ${formatBytes(short.needBytes)} ${short.kind === "cpu" ? "of memory" : `on the ${short.name}`}, and ${formatBytes(Math.max(0, short.budgetBytes))} can be used now.`
    : "It does not fit into the memory that is free now.";
  return new AppError("out-of-memory", [figures, ...wayOutOf(fit).map((way) => say(way))].join(" "), {
    verdict: fit.verdict,
    device: short?.name ?? null,
    deviceKind: short?.kind ?? null,
    needBytes: short?.needBytes ?? null,
    budgetBytes: short?.budgetBytes ?? null,
  });
}

/**
 * The failure with the smaller plan that would be tried next: `nextStep` in words, `nextRequest` the load's variant and plan as
 * JSON, since details hold no objects.
 */
export function withNextStep(error: AppError, from: Candidate, next: Candidate): AppError {
  const nextStep = changeWords(from, next);
  const nextRequest = JSON.stringify({ variantId: next.variant.id, plan: next.request });
  const message = `${error.message} Next to try: ${nextStep}.`;
  return new AppError(error.code, message, { ...error.details, nextStep, nextRequest }, { cause: error });
}
