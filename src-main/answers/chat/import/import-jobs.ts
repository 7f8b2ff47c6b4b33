import { basename } from "node:path";
import type {
  ChosenFiles,
  ImportProgress,
  ImportedFile,
  Job,
  JobProgress,
} from "../../../../src-shared/contract/index.ts";
import { KeptPaths } from "../../../ground/files/index.ts";
import type { Jobs } from "../../../ground/jobs/index.ts";
import type { ConversationImports } from "./conversation-imports.ts";

/** What it is about to take over. */
interface Chosen {
  paths: readonly string[];
  /** How much there is to read in each, as far as that is known. */
  totals: Map<string, number>;
}

/** Files that a person has chosen for the window to take over: counted first, then imported as a job. The window knows their names alone. */
export class ImportJobs {
  readonly #imports: Pick<ConversationImports, "import">;
  readonly #jobs: Jobs;
  readonly #chosen = new KeptPaths<Chosen>("files-chosen");

  constructor(imports: Pick<ConversationImports, "import">, jobs: Jobs) {
    this.#imports = imports;
    this.#jobs = jobs;
  }

  choose(paths: readonly string[]): ChosenFiles {
    const id = this.#chosen.keep({ paths, totals: new Map() });
    return { id, fileNames: paths.map((path) => basename(path)) };
  }

  /** What would be taken over. Throws `not-found`, `cancelled` once the signal has fired, and `database-failed`. */
  async preview(id: string, signal: AbortSignal): Promise<ImportedFile[]> {
    const { paths, totals } = this.#chosen.get(id);
    const files = await this.#imports.import({ paths, isDry: true }, signal, ({ file, totalBytes }) => {
      totals.set(file, totalBytes);
    });
    return files.map(named);
  }

  /** Throws `not-found`. */
  start(id: string): Job<"chat-import"> {
    const { paths, totals } = this.#chosen.get(id);
    const fileNames = paths.map((path) => basename(path));
    return this.#jobs.start("chat-import", { fileNames }, async (report, signal) => {
      const progress = new ProgressOfAll(paths, totals);
      const files = await this.#imports.import({ paths, isDry: false }, signal, (of) => {
        report(progress.with(of));
      });
      return files.map(named);
    });
  }
}

const named = (file: ImportedFile): ImportedFile => ({ ...file, file: basename(file.file) });

/** Of several files that are read one after the other, as of one. */
class ProgressOfAll {
  readonly #paths: readonly string[];
  readonly #totals: Map<string, number>;

  constructor(paths: readonly string[], totals: ReadonlyMap<string, number>) {
    this.#paths = paths;
    this.#totals = new Map(totals);
  }

  with({ file, doneBytes, totalBytes }: ImportProgress): JobProgress {
    this.#totals.set(file, totalBytes);
    const before = this.#paths.slice(0, this.#paths.indexOf(file));
    const sum = (paths: readonly string[]): number =>
      paths.reduce((bytes, path) => bytes + (this.#totals.get(path) ?? 0), 0);
    const isKnown = this.#paths.every((path) => this.#totals.has(path));
    return { doneBytes: sum(before) + doneBytes, totalBytes: isKnown ? sum(this.#paths) : null };
  }
}
