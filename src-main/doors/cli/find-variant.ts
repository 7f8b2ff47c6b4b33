import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { type AppError, appError } from "../../ground/core/index.ts";

/**
 * The installed variant that a person means: its id, `owner/name`, `owner/name:Q4_K_M`, its name, its file or its path, or any part of
 * a name that fits one variant alone. Throws `not-found`, and `invalid-input` with the candidates where several are meant.
 */
export function findVariant(variants: readonly InstalledVariant[], text: string): InstalledVariant {
  const exact = variants.find(({ id, path }) => id === text || path === text || path === resolve(text));
  if (exact !== undefined) return exact;
  const matches = matchesOf(variants, text);
  const [first, ...others] = matches;
  if (first === undefined) throw notInstalled(text);
  if (others.length > 0) {
    throw appError("invalid-input", "several-variants", {
      name: text,
      candidates: matches.map(({ id }) => id).join(", "),
    });
  }
  return first;
}

function notInstalled(text: string): AppError {
  // A word may happen to be a file's name here, and is meant as a model's.
  return /\.gguf$|[\\/]/i.test(text) && isFile(text)
    ? appError("not-found", "file-not-imported", { path: text })
    : appError("not-found", "not-installed", { name: text });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** By a whole name, else by a part of one: who types a name in full does not mean longer ones. */
function matchesOf(variants: readonly InstalledVariant[], text: string): InstalledVariant[] {
  const [name, label] = splitLabel(text);
  const wanted = name.trim().toLowerCase();
  if (wanted === "") return [];
  const labelled = variants.filter((variant) => label === undefined || isLabel(variant, label));
  const whole = labelled.filter((variant) => namesOf(variant).includes(wanted));
  if (whole.length > 0) return whole;
  return labelled.filter((variant) => namesOf(variant).some((known) => known.includes(wanted)));
}

/** What people call it: its id, the repository with and without its owner and `-GGUF`, the name, the file with and without its ending. */
function namesOf({ id, repository, name, path }: InstalledVariant): string[] {
  const file = basename(path);
  const short = repository?.slice(repository.indexOf("/") + 1);
  return [id, repository, short, short?.replace(/-gguf$/i, ""), name, file, file.replace(/\.gguf$/i, "")].flatMap(
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
