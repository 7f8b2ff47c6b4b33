import {
  type Api as CallsOf,
  type Envelope,
  type EventName,
  type Events,
  type Wire,
  answerIn,
  cancelCall,
} from "../../src-shared/contract/index.ts";
import { BridgeError, toBridgeError } from "./bridge-error.ts";

export type Api = CallsOf<AbortSignal>;

/** Main, as the window sees it: the contract's calls as methods that throw `BridgeError`, and its events. */
export interface Bridge extends Api {
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
}

type AnyCall = (input?: unknown, signal?: AbortSignal) => Promise<unknown>;

/**
 * The names of the calls are known to main and to the type checker, so the methods are made when they are first asked
 * for; a name that main does not know comes back as an error from main.
 */
export function createBridge(wire: Wire): Bridge {
  let lastId = 0;
  const ask = (domain: string, name: string, input: unknown, signal: AbortSignal | undefined): Promise<unknown> => {
    if (signal === undefined) return unwrap(wire.call(domain, name, input));
    if (signal.aborted) return Promise.reject(cancelled());
    const id = ++lastId;
    const answer = unwrap(wire.call(domain, name, input, id));
    return unlessAborted(answer, signal, () => void wire.call(...cancelCall, id));
  };
  const on = (event: string, listener: (payload: never) => void): (() => void) =>
    wire.on(event, listener as (payload: unknown) => void);

  const domains = new Map<string, Record<string, AnyCall>>();
  const bridge = new Proxy(
    {},
    {
      get(_target, name) {
        // A promise asks whatever it is resolved with for `then`.
        if (typeof name !== "string" || name === "then") return undefined;
        if (name === "on") return on;
        let domain = domains.get(name);
        if (!domain) domains.set(name, (domain = createDomain(name, ask)));
        return domain;
      },
    },
  );
  return bridge as Bridge;
}

type Ask = (domain: string, name: string, input: unknown, signal: AbortSignal | undefined) => Promise<unknown>;

function createDomain(domain: string, ask: Ask): Record<string, AnyCall> {
  const calls = new Map<string, AnyCall>();
  return new Proxy<Record<string, AnyCall>>(
    {},
    {
      get(_target, name) {
        if (typeof name !== "string" || name === "then") return undefined;
        let call = calls.get(name);
        if (!call) calls.set(name, (call = (input, signal) => ask(domain, name, input, signal)));
        return call;
      },
    },
  );
}

async function unwrap(answer: Promise<unknown>): Promise<unknown> {
  let envelope: Envelope<unknown>;
  try {
    envelope = (await answer) as Envelope<unknown>;
  } catch (thrown) {
    throw toBridgeError(thrown);
  }
  if (envelope.ok) return answerIn(envelope);
  throw new BridgeError(envelope.error);
}

/** The answer, or `cancelled` as soon as it is not waited for any more: main may need a moment to end what it began. */
function unlessAborted(answer: Promise<unknown>, signal: AbortSignal, cancel: () => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(cancelled());
    };
    signal.addEventListener("abort", onAbort, { once: true });
    // Not after it: the caller may abort as soon as it has the answer, and main would be asked to cancel a call that it
    // does not know.
    const settled = answer.finally(() => signal.removeEventListener("abort", onAbort));
    settled.then(resolve, reject);
  });
}

const cancelled = (): BridgeError => new BridgeError({ code: "cancelled", key: "cancelled", details: {} });
