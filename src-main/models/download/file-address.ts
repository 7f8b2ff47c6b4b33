import type { ResolvedFile } from "../catalog/index.ts";
import { AppError, appError } from "../../ground/core/index.ts";
import type { FileSource } from "./file-source.ts";
import type { JournalFile } from "./journal.ts";
import type { TransferLimits } from "./limits.ts";
import { TransferEnd, TransferFailure } from "./transfer-failure.ts";

/** The signed address of one file: asked for once, shared by all connections, renewed when it is refused. */
export class FileAddress {
  readonly #source: FileSource;
  readonly #repository: string;
  readonly #commit: string;
  readonly #file: JournalFile;
  readonly #limits: TransferLimits;
  #current: Promise<ResolvedFile> | null = null;
  #resolved: ResolvedFile | null = null;
  #hasWorked = false;
  /** Links in a row that led to nothing. */
  #uselessInARow = 0;
  /** Answers in a row that described another file than the one that was chosen. */
  #othersInARow = 0;

  constructor(source: FileSource, repository: string, commit: string, file: JournalFile, limits: TransferLimits) {
    this.#source = source;
    this.#repository = repository;
    this.#commit = commit;
    this.#file = file;
    this.#limits = limits;
  }

  get(signal: AbortSignal): Promise<ResolvedFile> {
    if (this.#current !== null) return this.#current;
    const asked = this.#resolve(signal).then(
      (resolved) => {
        this.#resolved = resolved;
        return resolved;
      },
      (error: unknown) => {
        if (this.#current === asked) this.#current = null;
        throw error;
      },
    );
    this.#current = asked;
    return asked;
  }

  /** Bytes came from this address. */
  worked(address: ResolvedFile): void {
    if (this.#resolved !== address) return;
    this.#hasWorked = true;
    this.#uselessInARow = 0;
  }

  /** The next `get` asks again. Another connection may have seen to it already. */
  renew(address: ResolvedFile): void {
    if (this.#resolved !== address) return;
    this.#current = null;
    this.#resolved = null;
    this.#hasWorked = false;
  }

  /**
   * 401 or 403: a signed address lives for about an hour, so a new one is asked for, and that does not count as a
   * failure. If new ones are refused right away, age is not the reason: throws `transfer-failed`.
   */
  refused(address: ResolvedFile, status: number): void {
    this.#useless(address, "refused", status, this.#limits.refusedLinks);
  }

  /** The file is not there, or another one is: a fresh link is tried, and then it is said. Throws `transfer-failed`. */
  gone(address: ResolvedFile, status: number): void {
    this.#useless(address, "gone", status, this.#limits.goneLinks);
  }

  #useless(address: ResolvedFile, how: "refused" | "gone", status: number, mostInARow: number): void {
    if (this.#resolved !== address) return;
    this.#uselessInARow = this.#hasWorked ? 0 : this.#uselessInARow + 1;
    this.renew(address);
    if (this.#uselessInARow < mostInARow) return;
    throw new TransferEnd(appError("transfer-failed", how, { status, path: this.#file.remotePath }));
  }

  /** Another file than the chosen one will hardly become it: asked for once more, in case one server was behind, and then it is said. */
  async #resolve(signal: AbortSignal): Promise<ResolvedFile> {
    try {
      const resolved = await this.#askedFor(signal);
      this.#othersInARow = 0;
      return resolved;
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== "remote-changed") throw thrown;
      this.#othersInARow++;
      if (this.#othersInARow >= this.#limits.goneLinks) throw new TransferEnd(thrown);
      throw new TransferFailure(thrown, { retryAfterMs: 0 });
    }
  }

  async #askedFor(signal: AbortSignal): Promise<ResolvedFile> {
    const { remotePath, sizeBytes, sha256 } = this.#file;
    const resolved = await this.#source.resolveFile(this.#repository, this.#commit, remotePath, signal);
    const sameHash = sha256 === null || resolved.sha256 === null || resolved.sha256 === sha256;
    if (resolved.commit !== this.#commit || resolved.sizeBytes !== sizeBytes || !sameHash) {
      throw appError("remote-changed", "other-file", {
        path: remotePath,
        sizeBytes,
        foundBytes: resolved.sizeBytes,
        foundCommit: resolved.commit,
      });
    }
    return resolved;
  }
}
