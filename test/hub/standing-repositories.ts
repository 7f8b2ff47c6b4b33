import { ggufBody, smallModel } from "./model-bodies.ts";
import { oddRepositories } from "./odd-repositories.ts";
import { realModelRepository, tinyModelRepository } from "./real-model.ts";
import { type Repository, largeFile, repository } from "./repository.ts";
import { wellKnownRepositories } from "./well-known-repositories.ts";

/** Enough that a search needs several pages. */
export const manyCount = 120;

function manyRepositories(): Repository[] {
  const body = ggufBody("one of many", smallModel("Q4_K_M"));
  return Array.from({ length: manyCount }, (_, index) => {
    const number = String(index + 1).padStart(3, "0");
    return repository({
      id: `bitloft-many/Paged-Sample-${number}-GGUF`,
      downloads: manyCount - index,
      likes: index % 7,
      gguf: { total: (index + 1) * 100_000_000, architecture: "llama", context_length: 4096 },
      files: [largeFile(`paged-sample-${number}-Q4_K_M.gguf`, body)],
    });
  });
}

/** What the stand-in serves when nothing else is asked for. */
export function standingRepositories(): Repository[] {
  const real = realModelRepository();
  return [
    ...(real === null ? [] : [real]),
    tinyModelRepository(),
    ...wellKnownRepositories(),
    ...oddRepositories(),
    ...manyRepositories(),
  ];
}
