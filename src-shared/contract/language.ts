/** The languages in which there are words. */
export const languageCodes = ["en", "de"] as const;
export type LanguageCode = (typeof languageCodes)[number];

/** What a person chose; "system" is the system's language where there are words in it. */
export type LanguageSetting = "system" | LanguageCode;
