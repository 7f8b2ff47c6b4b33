import type { ExactCheck, Ladder } from "../../../src-shared/contract/index.ts";
import { AppError, appError } from "../../ground/core/index.ts";
import type { Catalog } from "../catalog/index.ts";
import { type ExactCheckOptions, checkLadder } from "./exact-check.ts";
import type { JudgedMachines } from "./judged-machines.ts";
import { OpenedModel } from "./opened-model.ts";
import { type RepositoryPage, pageContent } from "./repository-pages.ts";
import type { FitQuestion, RepositorySubject } from "./types.ts";

export interface OpenedRepositoryOptions extends ExactCheckOptions {
  catalog: Pick<Catalog, "headerFile" | "card">;
}

export class OpenedRepository extends OpenedModel implements RepositorySubject {
  readonly #page: RepositoryPage;
  readonly #options: OpenedRepositoryOptions;

  constructor(page: RepositoryPage, machines: JudgedMachines, options: OpenedRepositoryOptions) {
    super(pageContent(page), machines);
    this.#page = page;
    this.#options = options;
  }

  async ladder(question: FitQuestion): Promise<Ladder> {
    const { detail, problem } = this.#page;
    const model = this.#options.catalog.card(detail);
    return { detail, report: await this.report(question), problem, model };
  }

  async check(question: FitQuestion, signal?: AbortSignal): Promise<Record<string, ExactCheck>> {
    // The engine knows only the devices that are present.
    if (question.machine !== null) return {};
    return checkLadder(await this.ladder(question), this.#options, signal);
  }

  protected override whyUnknown(): AppError {
    const { detail, problem } = this.#page;
    const unsupported = detail.unsupported[0];
    if (detail.variants.length === 0 && unsupported !== undefined)
      return appError("unsupported-model", "no-gguf-here", { note: unsupported });
    if (problem === null) return appError("not-found", "no-gguf", { repository: detail.repository });
    return new AppError(problem);
  }
}
