/**
 * The licence to tell of a model, by the Hub's names: what its repository says, but for "other", which the Hub has for every licence
 * that it has no name for; null where neither says one.
 */
export function toldLicence(onHub: string | null, known: string | null): string | null {
  return onHub === null || onHub.toLowerCase() === "other" ? (known ?? onHub) : onHub;
}
