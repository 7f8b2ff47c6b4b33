export { MessageSearch } from "./message-search.ts";
export { Passages } from "./passages.ts";
export { searchSchema, searchVersion } from "./search-schema.ts";
export type { FoundByIndex } from "./words-table.ts";
