export { MessageSearch } from "./message-search.ts";
export { searchSchema, searchVersion } from "./search-schema.ts";
