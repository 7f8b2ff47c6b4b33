import type { AwaitedModel, Download, DownloadRequest, InstalledVariant } from "../../src-shared/contract/index.ts";
import type { DownloadsState } from "./downloads.svelte.ts";
import type { Drafts } from "./drafts.svelte.ts";
import type { ModelChoice } from "./model-choice.svelte.ts";

/**
 * Conversations whose model is not here yet: which one it is, what is known of its download, and the question that was sent
 * meanwhile. It is part of the draft, so that a restart does not lose it. Null stands for a conversation that is not yet one.
 */
export class WaitingQuestions {
  readonly #drafts: Drafts;
  readonly #models: ModelChoice;
  readonly #downloads: DownloadsState;

  constructor(drafts: Drafts, models: ModelChoice, downloads: DownloadsState) {
    this.#drafts = drafts;
    this.#models = models;
    this.#downloads = downloads;
  }

  /** The variant that shall answer there and is not here; null where one can be asked, or none was chosen. */
  awaited(id: string | null): AwaitedModel | null {
    if (!this.#models.known) return null;
    const { awaits } = this.#drafts.of(id);
    if (awaits !== null) return this.#installed(awaits) === null ? awaits : null;
    if (this.#models.usable.length > 0) return null;
    const { foremost } = this.#downloads;
    return foremost === null ? null : { repository: foremost.repository, variant: foremost.variant };
  }

  /** Its download; null where there is none, or none any more. */
  download(id: string | null): Download | null {
    const awaited = this.awaited(id);
    return awaited && this.#downloads.find(awaited.repository, awaited.variant);
  }

  /** The awaited variant, where it has come; null while it is not here or none is awaited. */
  arrived(id: string | null): InstalledVariant | null {
    const { awaits } = this.#drafts.of(id);
    return awaits && this.#installed(awaits);
  }

  question(id: string | null): string {
    return this.#drafts.of(id).waiting;
  }

  await(id: string | null, awaits: AwaitedModel | null): void {
    if (awaits !== null || this.#drafts.of(id).awaits !== null) this.#drafts.setNow(id, { awaits });
  }

  /** A further one joins the one that waits. */
  add(id: string | null, question: string): void {
    const { waiting } = this.#drafts.of(id);
    const joined = waiting === "" ? question : `${waiting}\n\n${question}`;
    this.#drafts.setNow(id, { text: "", pasted: "", waiting: joined, awaits: this.awaited(id) });
  }

  /** Back into the composer. */
  takeBack(id: string | null): void {
    const { waiting } = this.#drafts.of(id);
    this.drop(id);
    if (waiting !== "") this.#drafts.giveBack(id, waiting);
  }

  drop(id: string | null): void {
    this.#drafts.setNow(id, { waiting: "" });
  }

  #installed({ repository, variant }: DownloadRequest): InstalledVariant | null {
    const { variantId } = this.#downloads.find(repository, variant) ?? { variantId: null };
    const isIt = (one: InstalledVariant): boolean =>
      one.id === variantId || (one.repository === repository && one.variantKey === variant);
    return this.#models.usable.find(isIt) ?? null;
  }
}
