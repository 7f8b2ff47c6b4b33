export * from "./bind-calls.ts";
