import type { Language } from "../language.ts";
import { accuracy } from "./accuracy.ts";
import { figures, locale } from "./figures.ts";
import { fitCaveats } from "./fit-caveats.ts";
import { fitHeadlines } from "./fit-headlines.ts";
import { fitHindrances } from "./fit-hindrances.ts";
import { fitReasons } from "./fit-reasons.ts";
import { fitSummaries } from "./fit-summaries.ts";
import { qualityBases, qualityWarnings } from "./quality.ts";
import { bands, verdicts } from "./verdicts.ts";
import { waysOut } from "./ways-out.ts";

export const english: Language = {
  name: "English",
  locale,
  figures,
  statements: {
    ...fitHeadlines,
    ...fitReasons,
    ...fitHindrances,
    ...waysOut,
    ...fitSummaries,
    ...fitCaveats,
    ...qualityBases,
    ...qualityWarnings,
  },
  verdicts,
  bands,
  accuracy,
};
