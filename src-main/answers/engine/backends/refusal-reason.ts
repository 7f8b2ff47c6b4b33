import type { Gpu, GpuBackend, GpuReason } from "../../../../src-shared/contract/index.ts";
import type { BackendRefusal } from "../failure.ts";

/** Why the engine cannot use a GPU through a backend, and what may help. */
export function refusalReason(
  backend: GpuBackend,
  refusal: BackendRefusal,
  { vendor }: Pick<Gpu, "vendor">,
  platform: string,
): GpuReason {
  if (backend === "metal") return { key: "metal-not-opened", figures: {} };
  if (refusal === "no-code") return { key: "no-code-for-card", figures: { backend } };
  const hasRemedy = backend === "vulkan" && platform === "linux";
  const remedy = hasRemedy ? (vendor === "nvidia" ? "libglvnd" : "mesa") : null;
  return { key: "backend-not-opened", figures: { backend, remedy } };
}
