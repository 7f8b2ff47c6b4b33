import { basename } from "node:path";
import type {
  InstalledFitsRequest,
  InstalledVariant,
  MachineInput,
  MachineSuggestions as SuggestionsAnswer,
  RepositorySummary,
  RepositoryVariant,
  SuggestRequest,
  VariantFit,
} from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { type Clock, type Logger, appError } from "../../ground/core/index.ts";
import type { Hardware } from "../../ground/hardware/index.ts";
import { inSlices } from "../../ground/timing/index.ts";
import { type Catalog, modelFacts, readGgufFile } from "../catalog/index.ts";
import type { InstalledFile, Library } from "../library/index.ts";
import { shortFit } from "../recommend/index.ts";
import { InstalledHeaders } from "./installed-headers.ts";
import { JudgedMachines, type JudgedMachinesOptions } from "./judged-machines.ts";
import { MachineSuggestions } from "./machine-suggestions.ts";
import { OpenedInstalled } from "./opened-installed.ts";
import { OpenedModel, reportInput } from "./opened-model.ts";
import { OpenedRepository } from "./opened-repository.ts";
import { RepositoryPages, pageContent } from "./repository-pages.ts";
import type {
  FileReference,
  InstalledReference,
  InstalledSubject,
  PlanEstimator,
  RepositoryReference,
  RepositorySubject,
  Subject,
  SubjectReference,
} from "./types.ts";

export interface PlanningOptions extends JudgedMachinesOptions {
  hardware: Pick<Hardware, "get">;
  catalog: Catalog;
  library: Pick<Library, "get" | "files" | "list" | "some" | "lookAt">;
  estimator: PlanEstimator;
  clock: Clock;
  logger: Logger;
}

/** Puts machine, catalogue, library and recommendation together. */
export class Planning {
  readonly #options: PlanningOptions;
  readonly #machines: JudgedMachines;
  readonly #pages: RepositoryPages;
  readonly #headers = new InstalledHeaders();
  readonly #suggestions: MachineSuggestions;

  constructor(options: PlanningOptions) {
    this.#options = options;
    this.#machines = new JudgedMachines(options);
    this.#pages = new RepositoryPages(options);
    this.#suggestions = new MachineSuggestions(options, this.#machines);
  }

  /**
   * Reads what is to be judged. Of a repository, throws as `Catalog.detail` does, and `not-found` where nothing is known offline; of a
   * file or an installed variant, what is wrong with its header, and `not-found` for a variant that is no longer in the library.
   */
  open(reference: RepositoryReference, signal?: AbortSignal): Promise<RepositorySubject>;
  open(reference: InstalledReference): Promise<InstalledSubject>;
  open(reference: SubjectReference, signal?: AbortSignal): Promise<Subject>;
  open(reference: SubjectReference, signal?: AbortSignal): Promise<Subject> {
    switch (reference.kind) {
      case "repository":
        return this.#openRepository(reference, signal);
      case "file":
        return this.#openFile(reference);
      case "installed":
        return this.#openInstalled(reference);
    }
  }

  /** What the list of results shows: for those repositories whose shapes are known without asking the Hub. */
  async listFits(
    repositories: readonly string[],
    machine: MachineInput | null = null,
    signal?: AbortSignal,
  ): Promise<Record<string, RepositorySummary["fit"]>> {
    const judged = await this.#machines.of(machine);
    const fits: Record<string, RepositorySummary["fit"]> = {};
    await inSlices(repositories, signal, async (repository) => {
      const page = await this.#pages.listed(repository, signal);
      const input = page === null ? null : reportInput(pageContent(page), {}, judged);
      if (input !== null) fits[repository] = shortFit(input);
    });
    return fits;
  }

  /** The models of the bundled catalogue to take on a machine, for a job. Throws only `cancelled`. */
  suggest(request: SuggestRequest, signal?: AbortSignal): Promise<SuggestionsAnswer> {
    return this.#suggestions.suggest(request, signal);
  }

  /** What these installed variants would cost now, by id. */
  async libraryFits({ ids, plan }: InstalledFitsRequest, signal?: AbortSignal): Promise<Record<string, VariantFit>> {
    const { library, hardware, logger } = this.#options;
    // They are about to be shown: a file that was deleted meanwhile is reported as gone.
    await library.lookAt(ids);
    const machine = await hardware.get();
    const fits: Record<string, VariantFit> = {};
    await inSlices(library.some(ids), signal, async ({ variant, files }) => {
      // Nothing can be loaded from a drive that is away, and one that does not answer would be waited for without end.
      if (variant.state === "away") return;
      try {
        const subject = await this.#openVariant(variant, files);
        fits[variant.id] = subject.fitOn(machine, plan);
      } catch (thrown) {
        logger.info("an installed variant could not be judged", { id: variant.id, error: String(thrown) });
      }
    });
    return fits;
  }

  async #openRepository({ repository, offline }: RepositoryReference, signal?: AbortSignal): Promise<OpenedRepository> {
    const page =
      offline === true ? await this.#pages.known(repository, signal) : await this.#pages.open(repository, signal);
    return new OpenedRepository(page, this.#machines, this.#options);
  }

  async #openFile({ path }: FileReference): Promise<OpenedModel> {
    const header = await readGgufFile(path);
    const { variants } = this.#options.catalog.readLocalVariant(path, header);
    const content = {
      facts: modelFacts(header),
      factsVariantKey: variants[0]?.key ?? null,
      variants,
      repository: null,
      commit: null,
    };
    return new OpenedModel(content, this.#machines);
  }

  async #openInstalled({ variantId }: InstalledReference): Promise<OpenedInstalled> {
    const { library } = this.#options;
    const installed = library.get(variantId);
    if (installed === null) throw appError("not-found", "variant", {});
    return this.#openVariant(installed, library.files(variantId));
  }

  async #openVariant(installed: InstalledVariant, recorded: readonly InstalledFile[]): Promise<OpenedInstalled> {
    const paths = recorded.map(({ path }) => path);
    const { facts, sizesBytes } = await this.#headers.read(installed.id, paths);
    const files = recorded.map(({ path, sizeBytes, sha256 }, i) => ({
      path: basename(path),
      sizeBytes: sizesBytes[i] ?? sizeBytes,
      sha256,
    }));
    const { repository } = installed;
    return new OpenedInstalled({ facts, variant: asRepositoryVariant(installed, files), repository }, this.#machines);
  }
}

function asRepositoryVariant(variant: InstalledVariant, files: RepositoryVariant["files"]): RepositoryVariant {
  return {
    key: variantKey(variant.modifiers, variant.label),
    label: variant.label,
    modifiers: variant.modifiers,
    files,
    sizeBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    complete: true,
    runs: true,
    note: null,
  };
}
