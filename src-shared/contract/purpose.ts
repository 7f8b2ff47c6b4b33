/** What a model is for that is complete and loads, and does not chat. */
export const purposes = ["embedding", "reranking", "encoding", "rewriting", "drafting", "diffusion", "speech"] as const;
export type Purpose = (typeof purposes)[number];

/** What it is instead of a chat model, in a sentence that can stand alone. */
export const purposeNotes: Readonly<Record<Purpose, string>> = {
  embedding: "An embedding model: it turns text into numbers for search, and cannot chat.",
  reranking: "A reranking model: it scores how well texts answer a question, and cannot chat.",
  encoding: "An encoder: it reads text for another program, such as one that makes pictures, and cannot chat.",
  rewriting: "A T5 model: it turns one text into another through an encoder of its own, and cannot chat.",
  drafting: "A draft model: it guesses ahead for a larger model, and cannot chat by itself.",
  diffusion: "A text diffusion model: it writes all of an answer at once, which the engine's chat cannot do.",
  speech: "A speech model: it makes sound, and cannot chat.",
};
