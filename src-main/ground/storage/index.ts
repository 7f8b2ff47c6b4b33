export { flag, integer, integerOrNull, real, realOrNull, text, textOrNull, word, words } from "./columns.ts";
export { openingNotice } from "./opening-notice.ts";
export { openBeside } from "./open-beside.ts";
export { openDatabase } from "./open-database.ts";
export { type ForeignDatabase, openForeignDatabase } from "./open-foreign-database.ts";
export { openDerivedDatabase } from "./open-derived-database.ts";
export { errorColumns, errorValues, readError } from "./stored-error.ts";
export type { Bindable, Database, MigratingDatabase, Migration, OpenOptions, OpeningReport, Row } from "./types.ts";
export { watchOutsideChanges } from "./watch-outside-changes.ts";
