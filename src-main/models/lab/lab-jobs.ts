import { basename } from "node:path";
import type { Job, JobProgress } from "../../../src-shared/contract/index.ts";
import type { Logger } from "../../ground/core/index.ts";
import type { Jobs } from "../../ground/jobs/index.ts";
import type { Library } from "../library/index.ts";
import type { Lab } from "./lab.ts";
import type { LabSubject, LabWatch, MatrixRequest, MeasureRequest, QuantiseRequest, TextChoice } from "./types.ts";

/** Progress is told in bytes, as of all jobs; here they stand for shares of the work. */
const wholeBytes = 1_000_000;

export interface LabJobsOptions {
  lab: Pick<Lab, "quantise" | "measure" | "collectMatrix">;
  library: Pick<Library, "get">;
  jobs: Pick<Jobs, "start">;
  logger: Logger;
}

/** What takes its time in the lab, as jobs. */
export class LabJobs {
  readonly #lab: Pick<Lab, "quantise" | "measure" | "collectMatrix">;
  readonly #library: Pick<Library, "get">;
  readonly #jobs: Pick<Jobs, "start">;
  readonly #logger: Logger;

  constructor({ lab, library, jobs, logger }: LabJobsOptions) {
    this.#lab = lab;
    this.#library = library;
    this.#jobs = jobs;
    this.#logger = logger;
  }

  /** `thenMeasure`: over what the made file is measured beside the one that it was made of, once it is there. */
  quantise(request: QuantiseRequest, thenMeasure: TextChoice | null = null): Job<"quantise"> {
    const subject = { fileName: this.#nameOf(request.subject), label: request.label };
    return this.#jobs.start("quantise", subject, async (report, signal) => {
      const made = await this.#lab.quantise(request, { signal, ...telling(report) });
      if (thenMeasure !== null && made.variantId !== null) {
        const variant = { kind: "installed", variantId: made.variantId } as const;
        this.#measureMade({ variant, reference: request.subject, ...thenMeasure });
      }
      return made;
    });
  }

  measure(request: MeasureRequest): Job<"measure"> {
    const { variant } = request;
    const subject = {
      reference: this.#nameOf(request.reference),
      variant: this.#nameOf(variant),
      variantId: variant.kind === "installed" ? variant.variantId : null,
      text: textName(request),
      tokens: request.tokens,
    };
    return this.#jobs.start("measure", subject, async (report, signal) => {
      const { id } = await this.#lab.measure(request, { signal, ...telling(report) });
      return { id };
    });
  }

  collectMatrix(request: MatrixRequest): Job<"imatrix"> {
    const subject = { fileName: this.#nameOf(request.subject), text: textName(request), tokens: request.tokens };
    return this.#jobs.start("imatrix", subject, (report, signal) =>
      this.#lab.collectMatrix(request, { signal, ...telling(report) }),
    );
  }

  /** The file is there, whether it can be measured or not. */
  #measureMade(request: MeasureRequest): void {
    try {
      this.measure(request);
    } catch (error) {
      this.#logger.warn("what was made could not be measured", { error: String(error) });
    }
  }

  /** Of a path only the name is shown. */
  #nameOf(subject: LabSubject): string {
    const path = subject.kind === "file" ? subject.path : this.#library.get(subject.variantId)?.path;
    return path === undefined ? "" : basename(path);
  }
}

function textName({ text }: TextChoice): string {
  if (text.kind === "file") return basename(text.path);
  return text.kind === "bundled" ? text.name : text.kind;
}

function telling(report: (progress: JobProgress) => void): Pick<LabWatch, "onProgress" | "onResting"> {
  let told: JobProgress = { doneBytes: 0, totalBytes: null };
  const tell = (change: Partial<JobProgress>): void => report((told = { ...told, ...change }));
  return {
    onProgress: (share) => tell({ doneBytes: Math.round(share * wholeBytes), totalBytes: wholeBytes }),
    onResting: (isResting) => tell({ isResting }),
  };
}
