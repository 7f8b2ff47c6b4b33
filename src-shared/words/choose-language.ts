import { type LanguageCode, type LanguageSetting, languageCodes } from "../contract/index.ts";

/** "en" of "en-US"; systems also give such as "en@posix". Empty for what is no language. */
export function languageOf(tag: string): string {
  return /^[a-z]{2,3}(?![a-z])/.exec(tag.toLowerCase())?.[0] ?? "";
}

/** In which language people are spoken to: the chosen one, else the first of the system's in which there are words, else English. */
export function chooseLanguage(setting: LanguageSetting, systemTags: readonly string[]): LanguageCode {
  if (setting !== "system") return setting;
  const names = systemTags.map(languageOf);
  return names.flatMap((name) => languageCodes.find((code) => code === name) ?? [])[0] ?? "en";
}
