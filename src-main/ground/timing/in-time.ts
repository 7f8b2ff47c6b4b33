const tooLong = Symbol("too long");

/**
 * The outcome of `work`, or that of `late` where it takes longer than the limit. The work itself goes on, since some of
 * it cannot be stopped: a drive that is asleep, a driver that hangs. Its later outcome is ignored.
 */
export async function inTime<T, L>(work: Promise<T>, limitMs: number, late: () => L): Promise<T | L> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<typeof tooLong>((resolve) => {
    timer = setTimeout(() => resolve(tooLong), limitMs);
  });
  try {
    const outcome = await Promise.race([work, limit]);
    return outcome === tooLong ? late() : outcome;
  } finally {
    clearTimeout(timer);
  }
}
