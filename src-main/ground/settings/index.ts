export * from "./data-folder.ts";
export * from "./hub-endpoint.ts";
export * from "./file-settings.ts";
export * from "./token-vault.ts";
