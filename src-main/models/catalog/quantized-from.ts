/** Ways to make a model of another that leave it no longer the same; the Hub tags a repository with them. */
const makesAnother = ["finetune", "adapter", "merge"] as const;

/** The models that a repository holds in another form; not those that it was tuned or merged from. */
export function quantizedFrom({
  tags,
  baseModels,
}: {
  tags: readonly string[];
  baseModels: readonly string[];
}): string[] {
  return baseModels.filter((name) => !makesAnother.some((way) => tags.includes(`base_model:${way}:${name}`)));
}
