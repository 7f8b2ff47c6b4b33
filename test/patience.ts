import { vi } from "vitest";

/**
 * What is waited for comes by an event, however busy the computer is: the usual second would make the tests depend on it. A test that
 * waits in vain is ended by its own limit. `expect.poll` has its limit in vitest's settings.
 */
export const patienceMs = 20_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) =>
  waitFor(callback, { timeout: patienceMs, ...(typeof options === "number" ? { timeout: options } : options) });
