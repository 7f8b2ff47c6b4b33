import type { ChatEngine } from "../chat/index.ts";
import type { Engine } from "../engine/index.ts";
import type { Loader } from "./services.ts";

/** The engine as conversations see it: loads what is asked for unless it is loaded so already. */
export function createChatEngine(engine: Engine, loader: Loader): ChatEngine {
  return {
    async ready(variantId, request, signal) {
      const { status, variantId: loadedId, plan } = engine.state();
      const isLoaded = (status === "ready" || status === "answering") && loadedId === variantId;
      const isAsAsked = request.contextTokens === undefined || request.contextTokens === plan?.contextTokens;
      if (isLoaded && isAsAsked) return;
      await loader.load({ variantId, plan: request, force: false }, signal);
    },
    generate: (request, options) => engine.generate(request, options),
  };
}
