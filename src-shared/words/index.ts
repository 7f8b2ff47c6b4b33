export * from "./accuracy.ts";
export * from "./backends.ts";
export * from "./verdicts.ts";
