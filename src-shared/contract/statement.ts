import type { ImportSkips } from "./conversation-import.ts";
import type { FitStatements } from "./fit-statements.ts";
import type { GpuReasons, HardwareProblems, ProbeSources } from "./hardware-statements.ts";
import type { MachineStatements } from "./machine-statements.ts";
import type { PlanChanges } from "./load-statements.ts";
import type { SchemaFaults } from "./schema-faults.ts";
import type { StatementOf } from "./statement-of.ts";
import type { SuggestionReasons } from "./suggestions.ts";
import type { TemplateFaults } from "./template-faults.ts";
import type { VerifyStatements } from "./verify-statements.ts";
import type { VariantNotes } from "./variant-notes.ts";

/** Everything that is said to people, by key: the figures that the words are made with. `src-shared/words` has the words. */
export interface StatementFigures
  extends
    FitStatements,
    PlanChanges,
    VariantNotes,
    GpuReasons,
    HardwareProblems,
    ProbeSources,
    MachineStatements,
    VerifyStatements,
    SuggestionReasons,
    ImportSkips,
    TemplateFaults,
    SchemaFaults {}

export type StatementKey = keyof StatementFigures;

/** What main says in place of a sentence; window and command line say it in the reader's language. */
export type Statement<Key extends StatementKey = StatementKey> = StatementOf<StatementFigures, Key>;
