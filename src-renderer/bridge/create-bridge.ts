import {
  type Api,
  type Envelope,
  type EventName,
  type Events,
  type Wire,
  answerIn,
} from "../../src-shared/contract/index.ts";
import { BridgeError, toBridgeError } from "./bridge-error.ts";

/** Main, as the window sees it: the contract's calls as methods that throw `BridgeError`, and its events. */
export interface Bridge extends Api {
  /** Returns the function that ends the subscription. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
}

type AnyCall = (input?: unknown) => Promise<unknown>;

/**
 * The names of the calls are known to main and to the type checker, so the methods are made when they are first asked
 * for; a name that main does not know comes back as an error from main.
 */
export function createBridge(wire: Wire): Bridge {
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
        if (!domain) domains.set(name, (domain = createDomain(wire, name)));
        return domain;
      },
    },
  );
  return bridge as Bridge;
}

function createDomain(wire: Wire, domain: string): Record<string, AnyCall> {
  const calls = new Map<string, AnyCall>();
  return new Proxy<Record<string, AnyCall>>(
    {},
    {
      get(_target, name) {
        if (typeof name !== "string" || name === "then") return undefined;
        let call = calls.get(name);
        if (!call) calls.set(name, (call = (input) => unwrap(wire.call(domain, name, input))));
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
