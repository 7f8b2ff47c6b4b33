import type { LanguageCode } from "../../../src-shared/contract/index.ts";
import { chooseLanguage } from "../../../src-shared/words/index.ts";

/** The language of a terminal, by the variables that programs there go by, the strongest first. "C" and "POSIX" are English. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): LanguageCode {
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return chooseLanguage("system", [locale]);
}
