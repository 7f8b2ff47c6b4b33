import type { LibraryUpdate } from "../../contract/index.ts";

const names = { weights: "weights", template: "chat template", card: "repository card" };

/** What of a repository has changed: "weights, chat template"; one that is not the weights with the word that it is alone. */
export const changedParts = (parts: LibraryUpdate["changed"]): string => {
  const [first, ...others] = parts;
  return first !== undefined && others.length === 0 && first !== "weights"
    ? `only the ${names[first]}`
    : parts.map((part) => names[part]).join(", ");
};
