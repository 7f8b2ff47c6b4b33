/** "1 model", "3 models": one word for one, another for all other counts, as in English and German. `shown` is the count as it is written. */
export function counted(count: number, one: string, others: string, shown = String(count)): string {
  return `${shown} ${count === 1 ? one : others}`;
}
