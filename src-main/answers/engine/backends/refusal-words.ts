import type { Gpu, GpuBackend } from "../../../../src-shared/contract/index.ts";
import { backendNames } from "../../../../src-shared/words/index.ts";
import type { BackendRefusal } from "../failure.ts";

/** Why the engine cannot use a GPU through a backend, and what may help, for people. */
export function refusalWords(
  backend: GpuBackend,
  refusal: BackendRefusal,
  { vendor }: Pick<Gpu, "vendor">,
  platform: string,
): string {
  if (backend === "metal") return "The engine cannot use the graphics through Metal. Updating macOS may help.";
  if (refusal === "no-code")
    return `The engine's part for ${backendNames[backend]} has no code that this card and its driver take. A newer driver may help.`;
  const finds = `The engine finds no card through ${backendNames[backend]}: its driver does not start.`;
  if (backend === "cuda" || platform !== "linux") return `${finds} Installing the driver again may help.`;
  return vendor === "nvidia"
    ? `${finds} Installing libglvnd (Debian and Ubuntu: libegl1) or the driver again may help.`
    : `${finds} Installing it again may help (Debian and Ubuntu: mesa-vulkan-drivers).`;
}
