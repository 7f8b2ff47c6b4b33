import type { ModelJob, Thinking } from "../../../../src-shared/contract/index.ts";

/** What a job asks of a model and its plan. */
export interface JobTerms {
  contextTokens: number;
  /** Only models that were trained on that much. */
  needsContext: boolean;
  /** Least typical speed, by whether the model thinks before it answers; tokens a second. */
  leastSpeed: (thinks: Thinking | null) => number;
  /** Most bytes of a download; null: any. */
  mostBytes: number | null;
}

/** The usual conversation, and some dozens of pages. */
const usualContext = 8192;
const longContext = 32_768;

/** What people read at: the same as the verdict's. */
export const readingSpeed = 5;
/** With less a person who waits for a thousand tokens of thinking waits for minutes. */
const thinkingSpeed = 10;
/** In a conversation a minute is too long. */
const thinkingInChatSpeed = 15;
/** "Small and quick": always ahead of the reader, and fetched in some minutes. */
const quickSpeed = 10;
const smallBytes = 4e9;

/** Where a person waits for a thorough answer, and not in a conversation. */
const thoroughJobs: ReadonlySet<ModelJob> = new Set(["code", "reasoning", "long-documents"]);

/** As it is downloaded: one that may be told not to think still does until it is told. */
const thinksAtFirst = (thinks: Thinking | null): boolean => thinks === "always" || thinks === "on";

export function termsOf(job: ModelJob): JobTerms {
  const inThought = thoroughJobs.has(job) ? thinkingSpeed : thinkingInChatSpeed;
  return {
    contextTokens: job === "long-documents" ? longContext : usualContext,
    needsContext: job === "long-documents",
    leastSpeed: (thinks) => {
      if (job === "small") return thinks === "always" ? Infinity : quickSpeed * tokensPerAnswerToken(thinks);
      return thinksAtFirst(thinks) ? inThought : readingSpeed;
    },
    mostBytes: job === "small" ? smallBytes : null,
  };
}

/** Tokens that are written for one of the answer: a few paragraphs of thought before one of text. */
export function tokensPerAnswerToken(thinks: Thinking | null): number {
  if (thinks === "always") return 3;
  return thinksAtFirst(thinks) ? 2 : 1;
}
