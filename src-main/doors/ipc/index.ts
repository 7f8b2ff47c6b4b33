export * from "./bind-calls.ts";
export * from "./call-port.ts";
