export * from "./bytes.ts";
export * from "./contexts.ts";
export * from "./counts.ts";
export * from "./durations.ts";
export * from "./memory.ts";
export * from "./speeds.ts";
export * from "./units.ts";
export * from "./variant-names.ts";
