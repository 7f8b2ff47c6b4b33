import type { LanguageCode } from "../contract/index.ts";
import { german } from "./de/index.ts";
import { english } from "./en/index.ts";
import type { Language } from "./language.ts";

export const languages: Readonly<Record<LanguageCode, Language>> = { en: english, de: german };
