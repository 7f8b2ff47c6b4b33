import { basename } from "node:path";
import type { Job } from "../../../src-shared/contract/index.ts";
import { appError, unlessAborted } from "../../ground/core/index.ts";
import type { Jobs } from "../../ground/jobs/index.ts";
import type { Library } from "./library.ts";

export type ImportedFrom = Pick<Library, "get" | "verify" | "importFile" | "move"> & {
  folders: Pick<Library["folders"], "required">;
};

/** What takes its time in the library, as jobs. */
export class LibraryJobs {
  readonly #library: ImportedFrom;
  readonly #jobs: Jobs;
  readonly #letGo: (variantId: string) => Promise<void>;

  /** `letGo` ends what has a variant's files open. */
  constructor(
    library: ImportedFrom,
    jobs: Jobs,
    letGo: (variantId: string) => Promise<void> = () => Promise.resolve(),
  ) {
    this.#library = library;
    this.#jobs = jobs;
    this.#letGo = letGo;
  }

  /** Joins the one that is under way. Throws `not-found`. */
  verify(variantId: string): Job<"verify"> {
    const underWay = this.#jobs.running("verify", (subject) => subject.variantId === variantId);
    if (underWay !== null) return underWay;
    if (this.#library.get(variantId) === null) throw appError("not-found", "variant", { id: variantId });
    return this.#jobs.start("verify", { variantId }, (report, signal) => {
      const onProgress = (doneBytes: number, totalBytes: number): void => report({ doneBytes, totalBytes });
      // A drive that does not answer must not keep it from being cancelled.
      return unlessAborted(this.#library.verify(variantId, onProgress, signal), signal);
    });
  }

  importFile(path: string): Job<"import"> {
    return this.#jobs.start("import", { fileName: basename(path) }, async (report, signal) => {
      const onRead = (doneBytes: number): void => report({ doneBytes, totalBytes: null });
      const { id } = await unlessAborted(this.#library.importFile(path, onRead, signal), signal);
      return { variantId: id };
    });
  }

  /** Joins the one that is under way to the same folder. Throws `not-found`, and `busy` also while the lab works with it. */
  move(variantId: string, folderId: string): Job<"move"> {
    const { path } = this.#library.folders.required(folderId);
    const underWay = this.#jobs.running("move", (subject) => subject.variantId === variantId);
    if (underWay?.subject.folder === path) return underWay;
    if (underWay !== null) throw appError("busy", "moving");
    const variant = this.#library.get(variantId);
    if (variant === null) throw appError("not-found", "variant", { id: variantId });
    if (this.#isInLab(basename(variant.path))) throw appError("busy", "used-in-lab");
    return this.#jobs.start("move", { variantId, folder: path }, async (report, signal) => {
      const onProgress = (doneBytes: number, totalBytes: number): void => report({ doneBytes, totalBytes });
      const letGo = (): Promise<void> => this.#letGo(variantId);
      // It is waited for to its end: what was cut off in the middle would be cleared by the next start alone.
      await this.#library.move(variantId, folderId, { onProgress, signal, letGo });
      return { variantId };
    });
  }

  /** The lab opens its files one after the other, for hours, by the paths that they had when it began. Its jobs name them without their folders. */
  #isInLab(fileName: string): boolean {
    const isIt = (subject: { fileName: string }): boolean => subject.fileName === fileName;
    return (
      this.#jobs.running("measure", ({ reference, variant }) => [reference, variant].includes(fileName)) !== null ||
      this.#jobs.running("quantise", isIt) !== null ||
      this.#jobs.running("imatrix", isIt) !== null
    );
  }

  /** The variant is about to go: jobs on its files end, and are no longer reported as unfinished. */
  async leave(variantId: string): Promise<void> {
    for (const { id, kind, subject } of this.#jobs.list().items) {
      if ((kind !== "verify" && kind !== "move") || subject.variantId !== variantId) continue;
      await this.#jobs.cancel(id);
      this.#jobs.dismiss(id);
    }
  }
}
