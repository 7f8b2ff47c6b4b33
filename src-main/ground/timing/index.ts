export * from "./in-slices.ts";
export * from "./in-time.ts";
