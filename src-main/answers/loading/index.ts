/** Gives sessions to whoever wants one, and plans and loads what is not there: on the memory that is free, with a smaller plan where one fails. */
export type { LoaderOptions } from "./load-runner.ts";
export { ModelLoader } from "./model-loader.ts";
export type { Lease, LeaseWish, Loader } from "./types.ts";
