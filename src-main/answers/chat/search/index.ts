export type { FoundByIndex } from "./found-by-index.ts";
export { MessageSearch } from "./message-search.ts";
export { Passages } from "./passages.ts";
export { searchSchema, searchVersion } from "./search-schema.ts";
