import type { LibraryUpdate } from "../../contract/index.ts";

const names = { weights: "Gewichte", template: "Chat-Vorlage", card: "Karte des Repositorys" };

export const changedParts = (parts: LibraryUpdate["changed"]): string => {
  const [first, ...others] = parts;
  return first !== undefined && others.length === 0 && first !== "weights"
    ? `nur die ${names[first]}`
    : parts.map((part) => names[part]).join(", ");
};
