import type { ModelJob } from "../../../src-shared/contract/index.ts";
import type { Measured, Rating } from "./measured.ts";

/** The columns that tell most about a job, the most telling first. Of "math" there are too few votes for most models. */
const columnsOf: Readonly<Record<ModelJob, readonly string[]>> = {
  chat: ["writing", "overall"],
  code: ["coding", "overall"],
  reasoning: ["hardPrompts", "math", "overall"],
  "long-documents": ["longQueries", "overall"],
  languages: ["notEnglish", "overall"],
  images: ["vision", "overall"],
  small: ["overall"],
};

/**
 * What a column lies above the overall rating for most models: medians over those that are rated 1250 or more overall, of 19 August
 * 2026. Without it a model that was voted on for a job could not be held against one that was not.
 */
const levels: Readonly<Record<string, number>> = {
  overall: 0,
  writing: -46,
  coding: 22,
  math: 15,
  hardPrompts: 4,
  longQueries: -8,
  notEnglish: -18,
  vision: -192,
  de: -10,
  fr: 14,
  es: 4,
  pl: -18,
  ru: -18,
  zh: 41,
  ja: -64,
  ko: -60,
};

export interface FoundColumn {
  rating: Rating;
  level: number;
}

/** The column for a job that the model was voted on in; the language's own first where the job is languages. */
export function columnFor(
  { columns }: NonNullable<Measured["arena"]>,
  job: ModelJob,
  language: string | null,
): FoundColumn | null {
  const wanted = job === "languages" && language !== null ? [language, ...columnsOf[job]] : columnsOf[job];
  for (const name of wanted) {
    const rating = columns.get(name);
    if (rating !== undefined) return { rating, level: levels[name] ?? 0 };
  }
  return null;
}
