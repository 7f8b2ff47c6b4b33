/** What a model is for that is complete and loads, and does not chat. */
export const purposes = ["embedding", "reranking", "encoding", "rewriting", "drafting", "diffusion", "speech"] as const;
export type Purpose = (typeof purposes)[number];
