export { BridgeError, toBridgeError } from "./bridge-error.ts";
export { type Api, type Bridge, createBridge } from "./create-bridge.ts";
export { windowWire } from "./window-wire.ts";
