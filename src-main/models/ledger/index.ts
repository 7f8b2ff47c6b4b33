/** Predicted against measured, load by load, and what it teaches about this machine. */
export { Ledger, ledgerLimits } from "./ledger.ts";
export { machineFingerprint } from "./machine-fingerprint.ts";
export type { LedgerOptions, NewLoad } from "./types.ts";
