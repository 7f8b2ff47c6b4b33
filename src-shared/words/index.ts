export * from "./accuracy.ts";
export * from "./verdicts.ts";
