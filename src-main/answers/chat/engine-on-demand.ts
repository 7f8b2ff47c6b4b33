import type { PlanRequest } from "../../../src-shared/contract/index.ts";
import { toAppError } from "../../ground/core/index.ts";
import type { Engine } from "../engine/index.ts";
import type { Loader } from "../loading/index.ts";
import type { ChatAnswer, ChatEngine } from "./types.ts";

/** The engine as conversations see it: loads what is asked for unless it is loaded so already. */
export class EngineOnDemand implements ChatEngine {
  readonly #engine: Engine;
  readonly #loader: Loader;

  constructor(engine: Engine, loader: Loader) {
    this.#engine = engine;
    this.#loader = loader;
  }

  async ready(variantId: string, request: PlanRequest, signal: AbortSignal): Promise<void> {
    const { status, variantId: loadedId, plan } = this.#engine.state();
    const isLoaded = (status === "ready" || status === "answering") && loadedId === variantId;
    const isAsAsked = request.contextTokens === undefined || request.contextTokens === plan?.contextTokens;
    if ((isLoaded && isAsAsked) || this.#loader.isMet(variantId, request)) return;
    await this.#loader.load({ variantId, plan: request, force: false }, signal);
  }

  async generate(...[request, options]: Parameters<ChatEngine["generate"]>): Promise<ChatAnswer> {
    try {
      return await this.#engine.generate(request, options);
    } catch (thrown) {
      throw await this.#loader.afterLoss(toAppError(thrown));
    }
  }
}
