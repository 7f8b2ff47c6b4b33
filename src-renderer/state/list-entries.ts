import type { RepositorySummary } from "../../src-shared/contract/index.ts";
import { modelName } from "../../src-shared/figures/index.ts";

/** One model in a list of results, by however many uploaders. */
export interface ListEntry {
  /** The same for all repositories of one model. */
  key: string;
  /** The repository to open first. */
  shown: RepositorySummary;
  /** All that were listed, the shown one among them, in the list's order. */
  repositories: RepositorySummary[];
}

/** A model's name without the parts that uploaders add: "google_gemma-3-4b-it" and "Meta-Llama-3.1-8B-Instruct" lose their first. */
export function plainModelName(repository: string): string {
  return modelName(repository)
    .toLowerCase()
    .replace(/^[a-z0-9.-]+_(?=[a-z])/, "")
    .replace(/^meta-(?=llama)/, "");
}

/**
 * Results as models, in the order of the first repository of each: by the base model where the catalogue knows it, and by the name for
 * the uploaders that it does not know.
 */
export function listEntries(results: readonly RepositorySummary[]): ListEntry[] {
  const known = new Map<string, string>();
  for (const { repository, model } of results) if (model) known.set(plainModelName(repository), model.baseModel);
  const entries = new Map<string, ListEntry>();
  for (const result of results) {
    const name = plainModelName(result.repository);
    const key = result.model?.baseModel ?? known.get(name) ?? name;
    const entry = entries.get(key);
    if (entry) entry.repositories.push(result);
    else entries.set(key, { key, shown: result, repositories: [result] });
  }
  return [...entries.values()].map((entry) => ({ ...entry, shown: preferred(entry.repositories) ?? entry.shown }));
}

/** The one that the catalogue takes first. */
function preferred(repositories: readonly RepositorySummary[]): RepositorySummary | undefined {
  const order = repositories.find(({ model }) => model)?.model?.repositories ?? [];
  const first = order.find((name) => repositories.some(({ repository }) => repository === name));
  return repositories.find(({ repository }) => repository === first);
}
