export * from "./in-time.ts";
