import type { FitReport, Quality, VariantFit, WayOut } from "../../../src-shared/contract/index.ts";
import { say, sayAll } from "../../../src-shared/words/index.ts";

/** What `--json` prints of a report, and of one of its variants. */
export type SaidReport = ReturnType<typeof saidReport>;
export type SaidFit = ReturnType<typeof saidFit>;

/** A report for `--json`: sentences, as scripts have always read them, in place of statements. */
export function saidReport(report: FitReport) {
  return {
    ...report,
    summary: sayAll(report.summary),
    variants: report.variants.map(saidFit),
    caveats: report.caveats.map((caveat) => say(caveat)),
  };
}

export function saidFit(fit: VariantFit) {
  const { quality, reasons, headline, wayOut, note, failedBefore } = fit;
  return {
    ...fit,
    quality: saidQuality(quality),
    reasons: reasons.map((reason) => say(reason)),
    headline: say(headline),
    wayOut: wayOut && saidWayOut(wayOut),
    note: note && say(note),
    failedBefore: failedBefore && say(failedBefore),
  };
}

export function saidQuality(quality: Quality) {
  const { basis, warnings, source } = quality;
  return {
    ...quality,
    basis: sayAll(basis),
    warnings: warnings.map((warning) => say(warning)),
    source: source && { ...source, title: say(source.title) },
  };
}

function saidWayOut({ says, ...wayOut }: WayOut) {
  return { text: say(says), ...wayOut };
}
