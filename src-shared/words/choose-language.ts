import { type LanguageCode, type LanguageSetting, languageCodes } from "../contract/index.ts";

/** In which language people are spoken to: the chosen one, else the first of the system's in which there are words, else English. */
export function chooseLanguage(setting: LanguageSetting, systemTags: readonly string[]): LanguageCode {
  if (setting !== "system") return setting;
  const names = systemTags.map((tag) => /^[a-z]+/i.exec(tag)?.[0].toLowerCase());
  return names.flatMap((name) => languageCodes.find((code) => code === name) ?? [])[0] ?? "en";
}
