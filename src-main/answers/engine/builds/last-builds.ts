import type { Plan } from "../../../../src-shared/contract/index.ts";
import type { CudaCard } from "./cuda-runtime.ts";
import type { EngineBuildsFinder, EngineBuildsView } from "./types.ts";

/** What of the engine is here. Searching the disk takes some milliseconds, so the last look is kept between probes. */
export class LastBuilds implements EngineBuildsFinder {
  readonly #finder: EngineBuildsFinder;
  #view: EngineBuildsView | null = null;

  constructor(finder: EngineBuildsFinder) {
    this.#finder = finder;
  }

  look(cards?: readonly CudaCard[]): EngineBuildsView {
    this.#view = this.#finder.look(cards);
    return this.#view;
  }

  /** What the last look found; looks where there was none. */
  last(): EngineBuildsView {
    return this.#view ?? this.look();
  }

  environment(backend: Plan["backend"]): Record<string, string> {
    return this.#finder.environment(backend);
  }
}
