import type { Component } from "../../../src-shared/contract/index.ts";
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
  return {
    list: async () => state.components,
    install: async () => {
      change({ state: "downloading", receivedBytes: 60e6, error: null });
      return state.components[0] ?? sampleCuda;
    },
    pause: async () => (change({ state: "paused" }), null),
    remove: async () => (change({ state: "absent", receivedBytes: 0, installedBytes: 0 }), null),
  };
}
