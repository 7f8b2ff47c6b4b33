/** Of a summary's text; a person may write more than a model does. */
export const mostSummaryCharacters = 100_000;

/** A summary takes at most so many tokens of a context. */
export const mostSummaryTokens = (contextTokens: number): number => Math.min(2048, Math.floor(contextTokens / 8));

/** With a summary in the place of the oldest messages, about so much of the context is taken, and read again once. */
export const tokensAfterSummary = (contextTokens: number): number => Math.floor(contextTokens / 2);

/** Where messages are left out, at most so much of it is taken, and read again each time that others are. */
export const mostTokensAfterDropping = (contextTokens: number): number => Math.floor((contextTokens * 3) / 4);
