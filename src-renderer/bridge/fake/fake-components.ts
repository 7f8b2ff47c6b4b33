import type { Component } from "../../../src-shared/contract/index.ts";
import { BridgeError } from "../bridge-error.ts";
import type { Api } from "../create-bridge.ts";
import type { Emit, FakeState } from "./fake-state.ts";

/** CUDA as it is offered to a computer with an NVIDIA card. */
export const sampleCuda: Component = {
  id: "cuda",
  state: "absent",
  version: "3.21.1",
  downloadBytes: 142_850_036,
  installedBytes: 0,
  receivedBytes: 0,
  bytesPerSecond: null,
  error: null,
  useful: true,
  missing: null,
};

export function fakeComponents(state: FakeState, emit: Emit): Api["components"] {
  const change = (patch: Partial<Component>): void => {
    state.components = state.components.map((one) => ({ ...one, ...patch }));
    emit("components", state.components);
  };
  const required = (): Component => {
    const [one] = state.components;
    if (one) return one;
    throw new BridgeError({ code: "not-found", key: "component", details: {} });
  };
  return {
    list: async () => state.components,
    install: async () => {
      required();
      change({ state: "downloading", receivedBytes: 60e6, error: null });
      return required();
    },
    pause: async () => {
      if (required().state === "downloading") change({ state: "paused" });
      return null;
    },
    remove: async () => {
      required();
      change({ state: "absent", receivedBytes: 0, installedBytes: 0 });
      return null;
    },
  };
}
