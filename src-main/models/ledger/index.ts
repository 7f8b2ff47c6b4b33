/** Predicted against measured, load by load, and what it teaches about this machine. */
export { type Ledger, type LedgerOptions, type NewLoad, createLedger, ledgerLimits } from "./create-ledger.ts";
export { machineFingerprint } from "./machine-fingerprint.ts";
