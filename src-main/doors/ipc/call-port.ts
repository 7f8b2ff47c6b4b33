import { callNames, type Domain, type Envelope, type Handlers } from "../../../src-shared/contract/index.ts";
import { type Logger, appError, toAppError } from "../../ground/core/index.ts";
import { callInputs, inputError } from "../../ground/inputs/index.ts";
import { envelop } from "./envelop.ts";
import type { PageCalls } from "./page-calls.ts";

export interface CallPortOptions {
  /** They may come later than the window, so that the window need not wait for the database. */
  handlers: () => Promise<Handlers<AbortSignal>>;
  /** What is answered before the handlers are there. */
  early: { [D in Domain]?: Partial<Handlers<AbortSignal>[D]> };
  logger: Logger;
}

/** A call as it came from a page: nothing of it is known to be true. */
export interface RawCall {
  id: unknown;
  domain: unknown;
  name: unknown;
  input: unknown;
}

type AnyHandler = (input: unknown, signal: AbortSignal) => Promise<unknown>;

/** Every call of the contract: name checked, input parsed, failure put into an envelope. */
export class CallPort {
  readonly #options: CallPortOptions;

  constructor(options: CallPortOptions) {
    this.#options = options;
  }

  async answer(page: PageCalls, call: RawCall): Promise<Envelope<unknown>> {
    try {
      return envelop(await page.during(call.id, (signal) => this.#handle(call, signal)));
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === "internal")
        this.#options.logger.error("a call failed", { call: `${String(call.domain)}.${String(call.name)}`, error });
      return { ok: false, error: error.toDto() };
    }
  }

  async #handle({ domain, name, input }: RawCall, signal: AbortSignal): Promise<unknown> {
    if (!isDomain(domain) || typeof name !== "string" || !(callNames[domain] as readonly string[]).includes(name)) {
      throw appError("invalid-input", "no-such-call");
    }
    const schema = (callInputs[domain] as Record<string, import("zod").ZodType>)[name];
    const parsed = schema?.safeParse(input);
    if (!parsed?.success) throw inputError(parsed?.error);
    const { early, handlers } = this.#options;
    const begun = early[domain] as unknown as Record<string, AnyHandler> | undefined;
    const handler = begun?.[name] ?? ((await handlers())[domain] as unknown as Record<string, AnyHandler>)[name];
    // Where the services were waited for, the call may have been cancelled meanwhile.
    signal.throwIfAborted();
    return handler?.(parsed.data, signal);
  }
}

function isDomain(value: unknown): value is Domain {
  return typeof value === "string" && Object.hasOwn(callNames, value);
}
