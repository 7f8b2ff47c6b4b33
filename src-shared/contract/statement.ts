import type { FitStatements } from "./fit-statements.ts";
import type { StatementOf } from "./statement-of.ts";

/** Everything that is said to people, by key: the figures that the words are made with. `src-shared/words` has the words. */
export type StatementFigures = FitStatements;

export type StatementKey = keyof StatementFigures;

/** What main says in place of a sentence; window and command line say it in the reader's language. */
export type Statement<Key extends StatementKey = StatementKey> = StatementOf<StatementFigures, Key>;
