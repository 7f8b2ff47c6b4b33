import type {
  AskingProfile,
  ModelCard,
  RecommendedSampling,
  SamplingChanges,
} from "../../../src-shared/contract/index.ts";

/** What the file's maker put into it, else what the catalogue has of the maker's words; null where neither says. */
export function recommendedSampling(
  file: SamplingChanges | null,
  card: Pick<ModelCard, "sampling"> | null,
): AskingProfile["recommended"] {
  if (file !== null && Object.keys(file).length > 0) return { source: "file", thinking: file, plain: file };
  const thinking = changesOf(card?.sampling.thinking ?? null);
  const plain = changesOf(card?.sampling.plain ?? null);
  const either = thinking ?? plain;
  return either === null ? null : { source: "catalogue", thinking: either, plain: plain ?? either };
}

/** Null where nothing is said. */
function changesOf(said: RecommendedSampling | null): SamplingChanges | null {
  const changes = Object.entries(said ?? {}).filter(([, value]) => value !== null);
  return changes.length === 0 ? null : Object.fromEntries(changes);
}
