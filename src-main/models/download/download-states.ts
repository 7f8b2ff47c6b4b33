import type { ErrorDto } from "../../../src-shared/contract/index.ts";
import type { AppError, Logger } from "../../ground/core/index.ts";
import type { DownloadState, Journal, JournalEntry } from "./journal.ts";

/** States in which a download is at work, or wants to be. */
const active: ReadonlySet<DownloadState> = new Set(["queued", "downloading", "verifying"]);

export const isActive = (state: DownloadState): boolean => active.has(state);

export interface StateAndError {
  state: DownloadState;
  error: ErrorDto | null;
}

/** The states that downloads are in, as the journal keeps them. */
export class DownloadStates {
  readonly #journal: Pick<Journal, "setState">;
  readonly #logger: Logger;
  readonly #onChange: () => void;
  /** States that could not be written, on a full disk for one; they are shown all the same. */
  readonly #unwritten = new Map<string, StateAndError>();

  constructor(journal: Pick<Journal, "setState">, logger: Logger, onChange: () => void) {
    this.#journal = journal;
    this.#logger = logger;
    this.#onChange = onChange;
  }

  of(entry: JournalEntry): StateAndError {
    return this.#unwritten.get(entry.id) ?? { state: entry.state, error: entry.error };
  }

  /** Whether its state could not be written: what the journal says of it is old. */
  isUnwritten(id: string): boolean {
    return this.#unwritten.has(id);
  }

  set(id: string, state: DownloadState, error: AppError | null = null, variantId: string | null = null): void {
    const dto = error?.toDto() ?? null;
    try {
      this.#journal.setState(id, state, dto, variantId);
      this.#unwritten.delete(id);
    } catch (failure) {
      this.#unwritten.set(id, { state, error: dto });
      this.#logger.error("the state of a download could not be written", { id, state, error: String(failure) });
    }
    this.#onChange();
  }

  forget(id: string): void {
    this.#unwritten.delete(id);
  }
}
