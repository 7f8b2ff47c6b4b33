/** What is thrown becomes the promise's failure. */
export async function settled<T>(work: () => T): Promise<T> {
  return work();
}
