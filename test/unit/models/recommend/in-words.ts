import {
  type SaidFit,
  type SaidReport,
  saidFit,
  saidQuality,
  saidReport,
} from "../../../../src-main/doors/cli/said-report.ts";
import {
  type FitReportInput,
  type VariantFitInput,
  fitReport,
  fitVariant,
} from "../../../../src-main/models/recommend/index.ts";
import { qualityOf } from "../../../../src-main/models/recommend/quality.ts";

/** What is said of a fit as people read it, for tests of the sentences. */

export function reportInWords(input: FitReportInput): SaidReport {
  return saidReport(fitReport(input));
}

export function fitInWords(input: VariantFitInput): SaidFit {
  return saidFit(fitVariant(input));
}

export function qualityInWords(...about: Parameters<typeof qualityOf>): ReturnType<typeof saidQuality> {
  return saidQuality(qualityOf(...about));
}

export type { SaidFit, SaidReport };
