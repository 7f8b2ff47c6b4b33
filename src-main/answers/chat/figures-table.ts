import type { MessageStats, StopReason } from "../../../src-shared/contract/index.ts";
import {
  type Database,
  type Row,
  flag,
  integer,
  integerOrNull,
  realOrNull,
  wordOrNull,
} from "../../ground/storage/index.ts";
import type { CopiedMessage } from "./types.ts";

const columns = `prompt_tokens, cached_tokens, tokens, tokens_per_second, prompt_tokens_per_second, first_token_ms,
  context_used_tokens, context_tokens, threads_usual, threads_fewest, left_out_after, left_out_messages, left_out_summarised, seed, stop_reason`;
const stopReasons = ["end", "max-tokens", "context-full", "stopped"] as const satisfies readonly StopReason[];

/** The figures of answers, by the messages' sequence numbers. */
export class FiguresTable {
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Of those of these messages that have some. */
  of(messages: readonly number[]): Map<number, MessageStats> {
    const rows = this.#db.all(
      `SELECT f.message, ${columns} FROM json_each(?) AS wanted CROSS JOIN answer_figures AS f ON f.message = wanted.value`,
      [JSON.stringify(messages)],
      (row): [number, MessageStats] => [integer(row, "message"), readStats(row)],
    );
    return new Map(rows);
  }

  copy(messages: readonly CopiedMessage[]): void {
    this.#db.run(
      `INSERT INTO answer_figures (message, ${columns})
       SELECT w.value ->> 'to', ${columns} FROM json_each(?) AS w CROSS JOIN answer_figures AS f ON f.message = w.value ->> 'from'`,
      [JSON.stringify(messages)],
    );
  }

  put(message: number, stats: MessageStats): void {
    this.#db.run(
      `INSERT OR REPLACE INTO answer_figures (message, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        message,
        stats.promptTokens,
        stats.cachedTokens,
        stats.tokens,
        stats.tokensPerSecond,
        stats.promptTokensPerSecond,
        stats.firstTokenMs,
        stats.contextUsedTokens,
        stats.contextTokens,
        stats.threads?.usual ?? null,
        stats.threads?.fewest ?? null,
        stats.leftOut?.after ?? null,
        stats.leftOut?.messages ?? null,
        stats.leftOut?.summarised === true ? 1 : 0,
        stats.seed,
        stats.stopReason,
      ],
    );
  }
}

function readStats(row: Row): MessageStats {
  const usual = integerOrNull(row, "threads_usual");
  const after = integerOrNull(row, "left_out_after");
  return {
    seed: integerOrNull(row, "seed"),
    stopReason: wordOrNull(row, "stop_reason", stopReasons),
    promptTokens: integer(row, "prompt_tokens"),
    cachedTokens: integer(row, "cached_tokens"),
    tokens: integer(row, "tokens"),
    tokensPerSecond: realOrNull(row, "tokens_per_second"),
    promptTokensPerSecond: realOrNull(row, "prompt_tokens_per_second"),
    firstTokenMs: realOrNull(row, "first_token_ms"),
    contextUsedTokens: integer(row, "context_used_tokens"),
    contextTokens: integer(row, "context_tokens"),
    threads: usual === null ? null : { usual, fewest: integer(row, "threads_fewest") },
    leftOut:
      after === null
        ? null
        : { after, messages: integer(row, "left_out_messages"), summarised: flag(row, "left_out_summarised") },
  };
}
