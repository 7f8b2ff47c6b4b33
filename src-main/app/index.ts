export * from "./bundle-protocol.ts";
export * from "./content-security-policy.ts";
export * from "./desktop.ts";
export * from "./lock-down.ts";
export * from "./main-window.ts";
export * from "./token-vault.ts";
