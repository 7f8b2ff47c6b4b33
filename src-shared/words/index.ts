export * from "./backends.ts";
export * from "./choose-language.ts";
export * from "./desktop.ts";
export { english } from "./en/index.ts";
export * from "./language.ts";
export * from "./languages.ts";
export * from "./repeats.ts";
export * from "./say.ts";
export * from "./window.ts";
