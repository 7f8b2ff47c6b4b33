import type { ModelCard, ModelJob } from "../../../../src-shared/contract/index.ts";
import { spokenJobs } from "../../capability/index.ts";

/** Norwegian's two written languages are one in most lists. */
const others: Readonly<Record<string, readonly string[]>> = { nb: ["no", "nn"], nn: ["no", "nb"], no: ["nb", "nn"] };

/**
 * Whether a model has the reader's language for a job, by its maker's list. The lists are of what was trained on most, so what is not in
 * one is spoken less well and not barred; where there is no list, the maker names a hundred languages or none.
 */
export function speaks({ languages }: Pick<ModelCard, "languages">, job: ModelJob, language: string | null): boolean {
  if (language === null || languages === null || !spokenJobs.has(job)) return true;
  return [language, ...(others[language] ?? [])].some((name) => languages.includes(name));
}
