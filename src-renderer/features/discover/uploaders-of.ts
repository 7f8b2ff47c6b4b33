import type { ModelCard, RepositorySummary, Suggestion } from "../../../src-shared/contract/index.ts";
import { modelKey } from "../../state/list-entries.ts";

/**
 * The repositories of one model, those that the catalogue takes first before those that were only listed. `card` is null where the
 * repository could not be read: its model is then known from the list, or from what is suggested.
 */
export function uploadersOf(
  repository: string,
  card: ModelCard | null,
  listed: readonly RepositorySummary[],
  suggested: readonly Pick<Suggestion, "model">[],
): string[] {
  const cards = [card, ...listed.map(({ model }) => model), ...suggested.map(({ model }) => model)];
  const known = cards.find((one) => (one === card ? one !== null : one?.repositories.includes(repository))) ?? null;
  const own = listed.find((one) => one.repository === repository);
  const key = modelKey({ repository, model: known ?? own?.model ?? null });
  const alike = listed.filter((one) => modelKey(one) === key).map((one) => one.repository);
  return [...new Set([...(known?.repositories ?? []), ...alike])];
}
