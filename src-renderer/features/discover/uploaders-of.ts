import type { ModelCard, RepositorySummary, Suggestion } from "../../../src-shared/contract/index.ts";
import { plainModelName } from "../../state/list-entries.ts";

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
  const cards = [...listed.map(({ model }) => model), ...suggested.map(({ model }) => model)];
  const known = card ?? cards.find((one) => one?.repositories.includes(repository)) ?? null;
  const name = plainModelName(repository);
  const alike = listed.filter(
    (one) => plainModelName(one.repository) === name || (known !== null && one.model?.baseModel === known.baseModel),
  );
  return [...new Set([...(known?.repositories ?? []), ...alike.map((one) => one.repository)])];
}
