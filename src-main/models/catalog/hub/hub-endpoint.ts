import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../http/proxy.ts";

const maxTokenCharacters = 500;

/**
 * The token for the Hub: the setting, else HF_TOKEN, else the file HF_TOKEN_PATH names, else `$HF_HOME/token`, as the Hub's own
 * tools keep it. Null when there is none.
 */
export function hubToken(setting: string | null, environment: Environment = process.env): string | null {
  const home =
    environment["HF_HOME"] || join(environment["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "huggingface");
  const sources = [
    () => setting,
    () => environment["HF_TOKEN"],
    () => readToken(environment["HF_TOKEN_PATH"] || join(home, "token")),
  ];
  for (const source of sources) {
    const token = source()?.trim();
    // A header takes no line breaks; a text with any is not a token.
    if (token && token.length <= maxTokenCharacters && /^[\x21-\x7e]+$/.test(token)) return token;
  }
  return null;
}

function readToken(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
