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

/**
 * What the repositories of one model have in common: its base model where the catalogue knows it, else its name without the parts that
 * uploaders add ("google_gemma-3-4b-it", "Meta-Llama-3.1-8B-Instruct").
 */
export function modelKey({ repository, model }: Pick<RepositorySummary, "repository" | "model">): string {
  if (model) return model.baseModel.toLowerCase();
  return modelName(repository)
    .toLowerCase()
    .replace(/^[a-z0-9.-]+_(?=[a-z])/, "")
    .replace(/^meta-(?=llama)/, "");
}

/** Results as models, in the order of the first repository of each. */
export function listEntries(results: readonly RepositorySummary[]): ListEntry[] {
  const entries = new Map<string, ListEntry>();
  for (const result of results) {
    const key = modelKey(result);
    const known = entries.get(key);
    if (known) known.repositories.push(result);
    else entries.set(key, { key, shown: result, repositories: [result] });
  }
  for (const entry of entries.values()) entry.shown = preferred(entry.repositories) ?? entry.shown;
  return [...entries.values()];
}

/** The one that the catalogue takes first. */
function preferred(repositories: readonly RepositorySummary[]): RepositorySummary | undefined {
  const order = repositories[0]?.model?.repositories ?? [];
  const first = order.find((name) => repositories.some(({ repository }) => repository === name));
  return repositories.find(({ repository }) => repository === first);
}
