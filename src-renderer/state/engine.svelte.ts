import { createContext } from "svelte";
import type {
  EngineState as EngineView,
  LoadRequest,
  PlanRequest,
  SessionState,
} from "../../src-shared/contract/index.ts";
import type { Bridge, BridgeError } from "../bridge/index.ts";
import { mustBeFreeBytes, usedBytes } from "../../src-shared/figures/index.ts";
import { Mirror } from "./mirror.svelte.ts";

/** The loaded models; `view` shows the one that was wanted last. Loads, answers and crashes all arrive as events, whatever caused them. */
export class EngineState {
  readonly #bridge: Bridge;
  readonly #mirror: Mirror<"engine">;

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#mirror = new Mirror(bridge, "engine", () => bridge.engine.state());
  }

  connect(): () => void {
    return this.#mirror.connect();
  }

  /** Null until main has answered. */
  get view(): EngineView | null {
    return this.#mirror.value;
  }

  /** Main could not be asked; a failed load is in `view.error`. */
  get error(): BridgeError | null {
    return this.#mirror.error;
  }

  /** The variant in memory, ready or answering. */
  get loadedId(): string | null {
    const view = this.#mirror.value;
    return view?.status === "ready" || view?.status === "answering" ? view.variantId : null;
  }

  /** The sessions in memory, ready or answering. */
  get loaded(): readonly SessionState[] {
    const sessions = this.#mirror.value?.sessions ?? [];
    return sessions.filter(({ status }) => status === "ready" || status === "answering");
  }

  /** What must stay free for the loaded model, as it was forecast; see `mustBeFreeBytes`. */
  get predictedBytes(): number | null {
    const predicted = this.#mirror.value?.predicted;
    return predicted ? mustBeFreeBytes(predicted) : null;
  }

  get measuredBytes(): number | null {
    const measured = this.#mirror.value?.measured;
    return measured ? usedBytes(measured) : null;
  }

  /** Resolves when the model is in memory; throws the reason when it is not. */
  async load(variantId: string, options: { plan?: PlanRequest; force?: boolean } = {}): Promise<void> {
    const request: Partial<LoadRequest> & { variantId: string } = { variantId };
    if (options.plan) request.plan = options.plan;
    if (options.force) request.force = true;
    this.#mirror.set(await this.#bridge.engine.load(request));
  }

  async cancelLoad(): Promise<void> {
    await this.#bridge.engine.cancelLoad();
  }

  /** Everything in memory. */
  async unload(): Promise<void> {
    await this.#bridge.engine.unload();
  }

  async unloadSession(id: string): Promise<void> {
    await this.#bridge.engine.unloadSession({ id });
  }
}

export const [getEngine, setEngine] = createContext<EngineState>();
