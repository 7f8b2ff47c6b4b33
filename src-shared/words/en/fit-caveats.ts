import type { FitCaveats } from "../../contract/index.ts";
import { formatContext, formatPercent } from "../../figures/index.ts";
import type { Words } from "../language.ts";

export const fitCaveats: Words<FitCaveats> = {
  "trained-context-unknown": ({ assumedTokens }) =>
    `The header does not tell how long a context the model was trained on. ${formatContext(assumedTokens)} is assumed; answers may fall apart beyond that.`,
  "speeds-are-early": (figures, saying) =>
    `Speeds are those of a conversation's first few thousand tokens. ${saying.statement({ key: "full-context-speed", figures })}`,
  "architecture-unknown": ({ architecture }) =>
    `Bitloft does not know the architecture "${architecture}": memory is estimated from its tensors, rather too high than too low, and the engine may not be able to run it.`,
  "sizes-are-computed": () =>
    "Sizes are computed from the model's shape and the usual recipe for each label; the real files may differ by a few percent.",
  "shape-uncertain": ({ share }) =>
    `The maker has not published the whole shape of this model: sizes and memory may be up to ${formatPercent(share)} more or less.`,
  "first-part-read": () =>
    "Only the first part of the split file was read: the layers in the other parts are taken to be like those in it.",
  "no-header-read": () => "No header was read: the weights are spread over the layers by the usual recipe.",
  "one-header-read": () =>
    "One file's header was read. The other variants are worked out from it and from their sizes.",
  "window-layers-unknown": () =>
    "Which layers see only a window is not known, so all are counted with the whole context.",
  "instruction-sets-unknown": () => "The CPU's instruction sets are not known; those of a common one are assumed.",
  "gpu-memory-unknown": ({ gpu }) => `How much memory the ${gpu} has is not known, so nothing is planned for it.`,
  "gpu-free-unknown": () => "How much of the GPU's memory is free is not known; nine tenths of it are assumed.",
  "gpu-unused": ({ gpu, reasons }, saying) => `The ${gpu} is not used. ${saying.statements(reasons)}`,
  "gpu-by-vulkan": ({ gpu, reasons }, saying) => `The ${gpu} is used through Vulkan. ${saying.statements(reasons)}`,
  "gpus-without-way": ({ gpus }) => `Not used, because the engine has no way to: ${gpus.join(", ")}.`,
};
