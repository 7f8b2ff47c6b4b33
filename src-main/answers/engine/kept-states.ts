import { createHash } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { GiB, KiB } from "../../../src-shared/figures/index.ts";
import type { Logger } from "../../ground/core/index.ts";
import { isAlive } from "../../ground/processes/index.ts";
import { type LoadCommand, conversationPattern } from "./protocol.ts";
import type { LoadOptions, StateKeeping } from "./types.ts";

/** What may be kept. */
export const stateLimits = {
  /** All of it together. */
  mostBytes: 4 * GiB,
  /** What stays free on the disk whatever is kept. */
  leastFreeBytes: 10 * GiB,
  /**
   * How many times as long as saving it reading anew must take: whoever asks next waits for the saving, and many a conversation is not
   * returned to before its model changes.
   */
  readingPerSaving: 4,
};

/** An 8B model's with an unquantised cache; used where nothing was predicted. */
const assumedBytesPerToken = 128 * KiB;

export interface KeptStatesOptions {
  /** Absolute; made when something is kept. */
  folder: string;
  /** Another engine reads nothing of it. */
  engineVersion: string;
  logger: Logger;
  limits?: typeof stateLimits;
}

/**
 * Where the engine's processes keep what they have read of conversations, so that one that is returned to is not read again. All of it may be
 * lost at any time. The processes write and read the files; here they are only named and deleted.
 */
export class KeptStates implements StateKeeping {
  readonly #options: KeptStatesOptions;

  constructor(options: KeptStatesOptions) {
    this.#options = options;
  }

  /** Null for a model whose content is not known. */
  placeFor({ variantId, content, plan, predicted }: LoadOptions): LoadCommand["keeping"] {
    if (content === undefined) return null;
    const { folder, engineVersion, limits = stateLimits } = this.#options;
    const { contextTokens, kvType, flashAttention, sequences } = plan;
    const fits = digest(JSON.stringify([content, engineVersion, contextTokens, kvType, flashAttention, sequences]));
    const predictedBytes = (predicted?.kvBytes ?? 0) / (contextTokens * sequences);
    const bytesPerToken = predictedBytes > 0 ? predictedBytes : assumedBytesPerToken;
    return { root: folder, place: `${digest(variantId)}-${fits}`, bytesPerToken, ...limits };
  }

  /** What was kept of a conversation, of any model, and what is not whole. Never rejects. */
  async forgetConversation(id: string): Promise<void> {
    if (!conversationPattern.test(id)) return;
    for (const path of await this.#files()) if (basename(path).startsWith(`${id}.`)) await this.#remove(path);
  }

  /** What was kept of a model's conversations. Never rejects. */
  async forgetModel(variantId: string): Promise<void> {
    const own = digest(variantId);
    for (const place of await this.#places()) if (place.startsWith(own)) await this.#remove(place);
  }

  /**
   * Deletes what is of no conversation or model that is still there, as it is after another process has deleted one, and what a process
   * that is gone left half written or read. Never rejects.
   */
  async retain(variantIds: readonly string[], isConversation: (id: string) => boolean): Promise<void> {
    const models = new Set(variantIds.map(digest));
    for (const place of await this.#places()) {
      if (!models.has(place.split("-")[0] ?? "")) await this.#remove(place);
    }
    for (const path of await this.#files()) {
      const [conversation = "", , pid] = basename(path).split(".");
      const isLeftOver = pid !== undefined && !isAlive(Number(pid));
      if (isLeftOver || !isConversation(conversation)) await this.#remove(path);
    }
  }

  async #places(): Promise<string[]> {
    return readdir(this.#options.folder).catch(() => []);
  }

  /** Of all places, below the folder. */
  async #files(): Promise<string[]> {
    const files: string[] = [];
    for (const place of await this.#places()) {
      const names = await readdir(join(this.#options.folder, place)).catch(() => []);
      files.push(...names.map((name) => join(place, name)));
    }
    return files;
  }

  async #remove(path: string): Promise<void> {
    const { folder, logger } = this.#options;
    await rm(join(folder, path), { recursive: true, force: true }).catch((error: unknown) => {
      logger.warn("what was kept of a conversation could not be deleted", { error: String(error) });
    });
  }
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32);
