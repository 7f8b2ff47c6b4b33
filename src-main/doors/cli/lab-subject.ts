import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { bundledTextNames } from "../../../src-shared/contract/index.ts";
import { appError, toAppError } from "../../ground/core/index.ts";
import type { LabSubject, TextChoice } from "../../models/lab/index.ts";
import type { Library } from "../../models/library/index.ts";
import { findVariant } from "./find-variant.ts";

/** The file or the installed variant that is called so. Throws `file-missing`, `not-found`, and `invalid-input` where several are. */
export async function labSubject(target: string, library: Pick<Library, "list" | "refresh">): Promise<LabSubject> {
  await library.refresh();
  const variants = library.list();
  if (await isFile(target)) {
    const path = resolve(target);
    const installed = variants.find((variant) => variant.path === path && variant.state === "ready");
    return installed === undefined ? { kind: "file", path } : { kind: "installed", variantId: installed.id };
  }
  try {
    return { kind: "installed", variantId: findVariant(variants, target).id };
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== "not-found") throw error;
    if (/\.gguf$/i.test(target)) throw appError("file-missing", "no-such-file", { path: target });
    throw appError("not-found", "neither-file-nor-model", { name: target });
  }
}

/** A file of that name, else a bundled text. */
export async function labText(given: string | undefined): Promise<TextChoice["text"]> {
  if (given === undefined) return { kind: "bundled", name: "english" };
  const bundled = bundledTextNames.find((name) => name === given);
  return bundled === undefined || (await isFile(given))
    ? { kind: "file", path: given }
    : { kind: "bundled", name: bundled };
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
