export { commonMachines } from "./common-machines.ts";
export { completeMachine } from "./complete-machine.ts";
export { ProbedHardware, type Hardware, type HardwareOptions } from "./probed-hardware.ts";
export { type EngineBuilds, allBuilds } from "./gpu/gpu-backend.ts";
export { KeptBandwidth } from "./kept-bandwidth.ts";
export { plainName } from "./plain-name.ts";
export type { ProbeSystem, SystemInformation } from "./probe-system.ts";
