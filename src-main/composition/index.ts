export * from "./create-backups.ts";
export * from "./create-services.ts";
export type { Desktop } from "./desktop.ts";
export * from "./development-paths.ts";
export { DownloadFollower } from "./download-signs.ts";
export type { DownloadSigns } from "./download-signs.ts";
export * from "./handlers.ts";
export * from "./services.ts";
