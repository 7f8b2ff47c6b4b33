import type { Plan, SessionCapabilities, SessionState } from "../../../src-shared/contract/index.ts";
import { type AppError, appError, toAppError } from "../../ground/core/index.ts";
import type {
  Answer,
  GenerateOptions,
  GenerateRequest,
  InspectedPage,
  InspectedPrompt,
  Session,
} from "../engine/index.ts";
import type { Lease } from "./types.ts";

interface SessionLeaseOptions {
  session: Session;
  /** What to report about a failed answer. */
  explain: (error: AppError) => Promise<AppError>;
  onRelease: () => void;
}

/** The right to one of the answers that a session can write at a time. */
export class SessionLease implements Lease {
  readonly #options: SessionLeaseOptions;
  #isAnswering = false;
  #isReleased = false;

  constructor(options: SessionLeaseOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.session.id;
  }

  get capabilities(): SessionCapabilities {
    return this.#options.session.capabilities;
  }

  get plan(): Plan {
    return this.state().plan;
  }

  state(): SessionState {
    return this.#options.session.state();
  }

  async generate(request: GenerateRequest, options?: GenerateOptions): Promise<Answer> {
    if (this.#isReleased) throw appError("no-model-loaded", "none-loaded");
    if (this.#isAnswering) throw appError("busy", "answering", {});
    this.#isAnswering = true;
    try {
      return await this.#options.session.generate(request, options);
    } catch (thrown) {
      throw await this.#options.explain(toAppError(thrown));
    } finally {
      this.#isAnswering = false;
    }
  }

  async inspect(request: GenerateRequest, page: InspectedPage): Promise<InspectedPrompt> {
    if (this.#isReleased) throw appError("no-model-loaded", "none-loaded");
    return this.#options.session.inspect(request, page);
  }

  release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#options.onRelease();
  }
}
