export * from "./app-error.ts";
export * from "./clock.ts";
export * from "./disposable.ts";
export * from "./emitter.ts";
export * from "./ggml-types.ts";
export * from "./keep-latest.ts";
export * from "./logger.ts";
export * from "./units.ts";
