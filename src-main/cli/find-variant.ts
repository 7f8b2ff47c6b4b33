import { basename } from "node:path";
import { type InstalledVariant, variantKey } from "../contract/index.ts";
import { AppError } from "../core/index.ts";

/**
 * The installed variant that a person means: its id, `owner/name`, `owner/name:Q4_K_M`, its name, its file or its path.
 * Throws `not-found`, and `invalid-input` where several are meant.
 */
export function findVariant(variants: readonly InstalledVariant[], text: string): InstalledVariant {
  const exact = variants.find((variant) => variant.id === text || variant.path === text);
  if (exact !== undefined) return exact;
  const [name, label] = splitLabel(text);
  const matches = variants.filter(
    (variant) => namesOf(variant).includes(name.toLowerCase()) && (label === undefined || isLabel(variant, label)),
  );
  const [first, ...others] = matches;
  if (first === undefined)
    throw new AppError("not-found", `Nothing installed is called "${text}". \`bitloft list\` shows what there is.`);
  if (others.length > 0) {
    const choices = matches.map((variant) => `${name}:${variantKey(variant.modifiers, variant.label)}`).join(", ");
    throw new AppError("invalid-input", `"${text}" could be several variants. Name one: ${choices}.`);
  }
  return first;
}

/** What people call it: the repository with and without its owner and `-GGUF`, the name, the file with and without its ending. */
function namesOf({ repository, name, path }: InstalledVariant): string[] {
  const file = basename(path);
  const short = repository?.slice(repository.indexOf("/") + 1);
  return [repository, short, short?.replace(/-gguf$/i, ""), name, file, file.replace(/\.gguf$/i, "")].flatMap(
    (known) => (known === null || known === undefined ? [] : [known.toLowerCase()]),
  );
}

/** "owner/name:Q4_K_M" in two. */
export function splitLabel(text: string): [string, string | undefined] {
  const at = text.lastIndexOf(":");
  return at <= 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function isLabel(variant: InstalledVariant, label: string): boolean {
  return [variant.label, variantKey(variant.modifiers, variant.label)].some(
    (name) => name.toLowerCase() === label.toLowerCase(),
  );
}
