export type { ComponentGround, Components } from "./components.ts";
export {
  type ComponentsOptions,
  componentFolders,
  createComponents,
  isComponentDownload,
} from "./create-components.ts";
export { type ComponentManifest, readManifest } from "./manifest.ts";
export { registryAddress } from "./registry-address.ts";
