const maxCharacters = 80;

/** An id that people can type: "smollm2-135m-instruct-q4_1", numbered when it is taken. */
export function variantId(name: string, key: string, isTaken: (id: string) => boolean): string {
  const stem =
    `${name}-${key}`
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9._]+/g, "-")
      .replaceAll(/^[-.]+|[-.]+$/g, "")
      .slice(0, maxCharacters) || "variant";
  let id = stem;
  for (let count = 2; isTaken(id); count++) id = `${stem}-${count}`;
  return id;
}

/** "owner/Llama-3-8B-GGUF" as people call it: "Llama-3-8B". */
export function repositoryName(repository: string): string {
  const name = repository.split("/").at(-1) ?? repository;
  return name.replace(/[-_.]?gguf$/i, "") || name;
}
