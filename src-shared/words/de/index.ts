import { english } from "../en/index.ts";
import { figures, locale } from "./figures.ts";
import type { Language } from "../language.ts";

export const german: Language = { ...english, name: "Deutsch", locale, figures };
