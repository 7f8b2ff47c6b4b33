/**
 * Leases sessions, and plans and loads those that do not exist yet: within the free memory, with a smaller plan where
 * one fails.
 */
export { IdleUnload } from "./idle-unload.ts";
export type { LoaderOptions } from "./load-runner.ts";
export { ModelLoader } from "./model-loader.ts";
export type { Lease, LeaseWish, Loader } from "./types.ts";
