export { componentFolders } from "./component-folders.ts";
export { isComponentDownload } from "./component-repository.ts";
export { Components } from "./components.ts";
export { type ComponentManifest, readManifest } from "./manifest.ts";
export { registryAddress } from "./registry-address.ts";
export type { ComponentGround, ComponentsOptions } from "./types.ts";
