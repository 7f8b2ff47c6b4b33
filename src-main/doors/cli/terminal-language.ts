import type { LanguageCode } from "../../../src-shared/contract/index.ts";
import { chooseLanguage, languageOf } from "../../../src-shared/words/index.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** By the variables that programs in a terminal go by, the strongest first. */
const localeIn = (env: Environment): string => env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";

/** The language in which a terminal is spoken to. "C" and "POSIX" are English. */
export function terminalLanguage(env: Environment): LanguageCode {
  return chooseLanguage("system", [localeIn(env)]);
}

/** What the person there reads, whether there are words in it or not: "hu". */
export function readingLanguage(env: Environment): string {
  return languageOf(localeIn(env)) || "en";
}
