/**
 * Numbers of threads worth trying, from all that may be used down to one. More than `maxThreads` are never tried: a
 * thread that has to share a core makes every other wait.
 */
export function threadCandidates(maxThreads: number): number[] {
  const shares = [1, 3 / 4, 1 / 2, 1 / 4].map((share) => Math.ceil(maxThreads * share));
  return [...new Set([maxThreads, maxThreads - 1, ...shares, 1])].filter((count) => count > 0).sort((a, b) => b - a);
}
