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
const readingSpeed = 5;
/** With less a person who waits for a thousand tokens of thinking waits for minutes. */
const thinkingSpeed = 10;
/** In a conversation a minute is too long. */
const thinkingInChatSpeed = 15;
/** "Small and quick": always ahead of the reader, and fetched in some minutes. */
const quickSpeed = 10;
const smallBytes = 4e9;

/** Where those think that may: being told to answer at once costs them most of what they are good for. */
const thinkingJobs: ReadonlySet<ModelJob> = new Set(["code", "reasoning", "long-documents"]);

const thinksAt = (job: ModelJob, thinks: Thinking | null): boolean =>
  thinks === "always" || (thinks === "on" && thinkingJobs.has(job));

export function termsOf(job: ModelJob): JobTerms {
  const inThought = thinkingJobs.has(job) ? thinkingSpeed : thinkingInChatSpeed;
  return {
    contextTokens: job === "long-documents" ? longContext : usualContext,
    needsContext: job === "long-documents",
    leastSpeed: (thinks) => {
      if (job === "small") return thinks === "always" ? Infinity : quickSpeed;
      return thinksAt(job, thinks) ? inThought : readingSpeed;
    },
    mostBytes: job === "small" ? smallBytes : null,
  };
}

/** Tokens that are written for one of the answer: a few paragraphs of thought before one of text. */
export function tokensPerAnswerToken(job: ModelJob, thinks: Thinking | null): number {
  if (thinks === "always") return 3;
  return thinksAt(job, thinks) ? 2 : 1;
}
