/** Predicted against measured, load by load, and what it teaches about this machine. */
export { Ledger, ledgerLimits } from "./ledger.ts";
export { LoadRecorder, type LoadRecorderOptions } from "./load-recorder.ts";
export { machineFingerprint } from "./machine-fingerprint.ts";
export type { LedgerOptions, LoadHistory, LoadOutcome, NewLoad, UnlearnedPrediction } from "./types.ts";
