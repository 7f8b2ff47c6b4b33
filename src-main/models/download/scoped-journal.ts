import type { Journal, JournalEntry } from "./journal.ts";

/** A journal of which only some entries are seen: two kinds of downloads share one without meeting. */
export function scopedJournal(journal: Journal, belongs: (entry: JournalEntry) => boolean): Journal {
  return { ...journal, list: () => journal.list().filter(belongs) };
}
