import type { Answer, GenerateRequest, Session } from "../engine/index.ts";

interface Running {
  ending: AbortController;
  /** Never rejects. */
  over: Promise<unknown>;
}

/** What a session is asked while nobody wants one: one thing at a time, which ends as soon as somebody does. */
export class Asides {
  #running: Running | null = null;
  /** Who wants a session, and has none yet. */
  #wanting = 0;

  /** Null where somebody wants a session, or it is asked already. Rejects as `Session.generate` does. */
  async ask(session: Session, request: GenerateRequest, signal: AbortSignal): Promise<Answer | null> {
    if (this.#wanting > 0 || this.#running !== null || signal.aborted) return null;
    const ending = new AbortController();
    const answer = session.generate({ ...request, aside: true }, { signal: AbortSignal.any([signal, ending.signal]) });
    const done = (): void => {
      this.#running = null;
    };
    this.#running = { ending, over: answer.then(done, done) };
    return answer;
  }

  /** A person wants another model. */
  end(): void {
    this.#running?.ending.abort();
  }

  /** Somebody wants a session, until `over` is called. `ended`: what was being asked has left it; null where nothing was. */
  want(): { ended: Promise<unknown> | null; over: () => void } {
    this.end();
    this.#wanting++;
    return { ended: this.#running?.over ?? null, over: () => void this.#wanting-- };
  }
}
