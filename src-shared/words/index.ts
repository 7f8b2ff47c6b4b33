export * from "./accuracy.ts";
export * from "./backends.ts";
export { english } from "./en/index.ts";
export * from "./language.ts";
export * from "./repeats.ts";
export * from "./say.ts";
