import type { Language } from "../language.ts";
import { accuracy } from "./accuracy.ts";
import { databaseNotices } from "./database-notices.ts";
import { errors } from "./errors/index.ts";
import { figures, locale } from "./figures.ts";
import { fitCaveats } from "./fit-caveats.ts";
import { fitHeadlines } from "./fit-headlines.ts";
import { fitHindrances } from "./fit-hindrances.ts";
import { fitReasons } from "./fit-reasons.ts";
import { fitSummaries } from "./fit-summaries.ts";
import { gpuReasons } from "./gpu-reasons.ts";
import { hardwareProblems, probeSources } from "./hardware-problems.ts";
import { importSkips } from "./import-skips.ts";
import { machines } from "./machines.ts";
import { schemaFaults } from "./schema-faults.ts";
import { templateFaults } from "./template-faults.ts";
import { transcript } from "./transcript.ts";
import { verified } from "./verified.ts";
import { qualityBases, qualityWarnings } from "./quality.ts";
import { capabilityBands, capabilityBases, jobs, suggestionReasons, suggestionRoles } from "./suggestions.ts";
import { planChanges } from "./plan-changes.ts";
import { variantNotes } from "./variant-notes.ts";
import { bands, verdicts } from "./verdicts.ts";
import { waysOut } from "./ways-out.ts";

export const german: Language = {
  name: "Deutsch",
  locale,
  figures,
  statements: {
    ...fitHeadlines,
    ...fitReasons,
    ...fitHindrances,
    ...waysOut,
    ...planChanges,
    ...variantNotes,
    ...fitSummaries,
    ...fitCaveats,
    ...qualityBases,
    ...qualityWarnings,
    ...gpuReasons,
    ...hardwareProblems,
    ...probeSources,
    ...machines,
    ...verified,
    ...templateFaults,
    ...schemaFaults,
    ...suggestionReasons,
    ...importSkips,
  },
  errors,
  unknownError: (code) => `Etwas ist schiefgegangen (${code}).`,
  verdicts,
  bands,
  jobs,
  capabilityBands,
  capabilityBases,
  suggestionRoles,
  accuracy,
  databaseNotices,
  transcript,
};
