import type { FitArithmetic, FitReport, FrontierStep, PlanRequest } from "../../../src-shared/contract/index.ts";
import { type AppError, appError } from "../../ground/core/index.ts";
import { type FitReportInput, explainFit, fitReport, frontier, variantInput } from "../recommend/index.ts";
import type { JudgedMachine, JudgedMachines } from "./judged-machines.ts";
import type { FitQuestion, Subject, SubjectContent } from "./types.ts";

/** What is asked of any model, wherever it was found. */
export class OpenedModel implements Subject {
  protected readonly content: SubjectContent;
  protected readonly machines: JudgedMachines;

  constructor(content: SubjectContent, machines: JudgedMachines) {
    this.content = content;
    this.machines = machines;
  }

  async fit(question: FitQuestion): Promise<FitReport> {
    const report = await this.report(question);
    if (report === null) throw this.whyUnknown();
    return report;
  }

  async frontier(question: FitQuestion): Promise<FrontierStep[]> {
    const input = await this.#inputFor(question);
    return input === null ? [] : frontier(input);
  }

  async explain(variantKey: string, question: FitQuestion): Promise<FitArithmetic | null> {
    const variant = this.content.variants.find(({ key }) => key === variantKey);
    if (variant === undefined || !variant.runs || !variant.complete) return null;
    const input = await this.#inputFor(question);
    return input === null ? null : explainFit(variantInput(input, variant));
  }

  /** Null where the model's shape is not known. */
  protected async report(question: FitQuestion): Promise<FitReport | null> {
    const input = await this.#inputFor(question);
    return input === null ? null : fitReport(input);
  }

  protected whyUnknown(): AppError {
    return appError("internal", "shape-unknown");
  }

  async #inputFor({ plan, machine }: FitQuestion): Promise<FitReportInput | null> {
    return reportInput(this.content, plan, await this.machines.of(machine));
  }
}

/** What the recommendation is made from; null where the model's shape is not known. */
export function reportInput(
  { facts, ...content }: SubjectContent,
  request: PlanRequest,
  judged: JudgedMachine,
): FitReportInput | null {
  return facts === null ? null : { ...content, facts, request, ...judged };
}
