export { childEnvironment } from "./child-environment.ts";
export { isAlive } from "./is-alive.ts";
export { LogRing, logLimits } from "./log-ring.ts";
export { OwnedProcess } from "./owned-process.ts";
export { type Lease, type Owner, ProcessOwner } from "./process-owner.ts";
export { ProgramFailed } from "./program-failed.ts";
export { ProgramMissing } from "./program-missing.ts";
export { runProgram } from "./run-program.ts";
export type { OwnedProcessOptions, ProcessExit } from "./types.ts";
