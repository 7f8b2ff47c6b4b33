import type { Owner } from "../../../src-shared/contract/index.ts";

/** How other programs lay out their models, by paths in lower case with plain slashes. */
const layouts: readonly (readonly [Owner, RegExp])[] = [
  ["ollama", /\/blobs\/sha256-/],
  ["hf-cache", /\/models--[^/]+\/(snapshots|blobs)\//],
  ["lm-studio", /\/(\.lmstudio|\.cache\/lm-studio)\/models\//],
  ["jan", /\/jan\/data\/llamacpp\/models\//],
  ["gpt4all", /\/nomic\.ai\/gpt4all\//],
  ["llama-cpp", /\/(\.cache|library\/caches|local)\/llama\.cpp\//],
];

/** Whose an imported file is, as far as its path shows: "user" where it belongs to none of the known programs. */
export function ownerOf(path: string): Owner {
  const plain = path.replaceAll("\\", "/").toLowerCase();
  return layouts.find(([, layout]) => layout.test(plain))?.[0] ?? "user";
}
