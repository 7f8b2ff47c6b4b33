import type { Wire } from "../../src-shared/contract/index.ts";

declare global {
  interface Window {
    /** Put there by the preload script; the bridge is its only reader. */
    readonly api: Wire;
  }
}

export function windowWire(): Wire {
  return window.api;
}
