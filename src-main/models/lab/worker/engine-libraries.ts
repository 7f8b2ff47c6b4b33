import { readdirSync } from "node:fs";
import { join } from "node:path";
import koffi, { type LibraryHandle } from "koffi";
import { LabFailure } from "./lab-failure.ts";

/** The version of llama.cpp's C API that the layouts here are of, as `llama_version` and ggml's own release tell it. */
const known = { llama: "0.4.0", ggml: "0.23.0" };

export interface EngineLibraries {
  ggmlBase: LibraryHandle;
  ggml: LibraryHandle;
  llama: LibraryHandle;
}

/**
 * Opens the engine's own shared libraries, each before those that need it, and has them take the build for this processor. Throws a
 * `LabFailure` where they are of another version than the layouts here: nothing else is called then.
 */
export function openEngineLibraries(folder: string): EngineLibraries {
  const names = readdirSync(folder);
  const open = (library: RegExp): LibraryHandle => {
    const name = names.find((candidate) => library.test(candidate));
    if (name === undefined) throw new LabFailure({ kind: "engine", reason: `no ${library.source} in ${folder}` });
    return koffi.load(join(folder, name));
  };
  const ggmlBase = open(/^(lib)?ggml-base\.(so|dylib|dll)$/);
  const ggml = open(/^(lib)?ggml(\.[^-]+)?\.(so|dylib|dll)$/);
  const llama = open(/^(lib)?llama(\.[^-]+)?\.(so|dylib|dll)$/);
  const told = (library: LibraryHandle, name: string): string => {
    try {
      return (library.func(name, "str", []) as () => string)();
    } catch {
      return "unknown";
    }
  };
  const found = { llama: told(llama, "llama_version"), ggml: told(ggmlBase, "ggml_version") };
  // "0.4.0-dev": builds of a release keep the mark of the branch.
  if (found.llama.replace(/-.*$/, "") !== known.llama || found.ggml.replace(/-.*$/, "") !== known.ggml) {
    throw new LabFailure({
      kind: "version",
      found: `${found.llama}, ggml ${found.ggml}`,
      known: `${known.llama}, ggml ${known.ggml}`,
    });
  }
  return { ggmlBase, ggml, llama };
}
