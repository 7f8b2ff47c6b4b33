/** How many tokens a prompt begins with that are there already; without its last one, which gives the first of the answer. */
export function commonLength(had: ArrayLike<number>, prompt: readonly number[]): number {
  const limit = Math.min(had.length, prompt.length - 1);
  let same = 0;
  while (same < limit && had[same] === prompt[same]) same++;
  return same;
}
