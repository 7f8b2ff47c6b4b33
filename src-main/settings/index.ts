export * from "./data-folder.ts";
export * from "./settings.ts";
