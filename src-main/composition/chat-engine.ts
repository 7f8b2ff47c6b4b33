import type { ChatEngine } from "../answers/chat/index.ts";
import { toAppError } from "../ground/core/index.ts";
import type { Engine } from "../answers/engine/index.ts";
import type { Loader } from "./services.ts";

/** The engine as conversations see it: loads what is asked for unless it is loaded so already. */
export function createChatEngine(engine: Engine, loader: Loader): ChatEngine {
  return {
    async ready(variantId, request, signal) {
      const { status, variantId: loadedId, plan } = engine.state();
      const isLoaded = (status === "ready" || status === "answering") && loadedId === variantId;
      const isAsAsked = request.contextTokens === undefined || request.contextTokens === plan?.contextTokens;
      if ((isLoaded && isAsAsked) || loader.isMet(variantId, request)) return;
      await loader.load({ variantId, plan: request, force: false }, signal);
    },
    async generate(request, options) {
      try {
        return await engine.generate(request, options);
      } catch (thrown) {
        throw await loader.afterLoss(toAppError(thrown));
      }
    },
  };
}
