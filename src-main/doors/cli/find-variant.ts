import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { InstalledVariant } from "../../../src-shared/contract/index.ts";
import { variantKey } from "../../../src-shared/figures/index.ts";
import { AppError } from "../../ground/core/index.ts";

/**
 * The installed variant that a person means: its id, `owner/name`, `owner/name:Q4_K_M`, its name, its file or its path, or any part of
 * a name that fits one variant alone. Throws `not-found`, and `invalid-input` with the candidates where several are meant.
 */
export function findVariant(variants: readonly InstalledVariant[], text: string): InstalledVariant {
  const exact = variants.find(({ id, path }) => id === text || path === text || path === resolve(text));
  if (exact !== undefined) return exact;
  const matches = matchesOf(variants, text);
  const [first, ...others] = matches;
  if (first === undefined) throw new AppError("not-found", notInstalled(text));
  if (others.length > 0) {
    const ids = matches.map(({ id }) => id);
    const shown = ids.slice(0, mostShown).join(", ");
    const more = ids.length > mostShown ? ` and ${ids.length - mostShown} more` : "";
    throw new AppError("invalid-input", `"${text}" could be several variants. Name one: ${shown}${more}.`, {
      candidates: ids.join(", "),
    });
  }
  return first;
}

function notInstalled(text: string): string {
  // A word may happen to be a file's name here, and is meant as a model's.
  if (!/\.gguf$|[\\/]/i.test(text) || !isFile(text))
    return `Nothing installed is called "${text}". \`bitloft list\` shows what there is.`;
  const argument = /\s/.test(text) ? `"${text}"` : text;
  return `The file ${text} is not in the library. \`bitloft import ${argument}\` adds it where it lies.`;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Candidates in an error's words; its details have all of them. */
const mostShown = 20;

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
