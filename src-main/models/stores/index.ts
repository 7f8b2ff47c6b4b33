export { type ScanOptions, Stores, type StoresOptions } from "./stores.ts";
export type { HomePlace } from "./store-folders.ts";
