/** Plans a load on the memory that is free, loads, and goes on with a smaller plan where one fails. */
export { type LoaderOptions, ModelLoader } from "./model-loader.ts";
export type { Loader } from "./types.ts";
