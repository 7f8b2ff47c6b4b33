import { render } from "@testing-library/svelte";
import type { Component } from "svelte";
import { type FakeBridge, type FakeOptions, createFakeBridge } from "../../src-renderer/bridge/fake/index.ts";
import Provide from "./Provide.svelte";
import type { StateHandles } from "./read-state.ts";

export interface Shown {
  bridge: FakeBridge;
  state: StateHandles;
  /** Inputs of every call of that name so far. */
  inputsOf(domain: string, name: string): unknown[];
}

/** Shows a component as the window would: with every state class in its context and main's twin behind the bridge. */
export function show(component: Component, options?: FakeOptions): Shown;
export function show<Props extends object>(component: Component<Props>, options: FakeOptions, props: Props): Shown;
export function show(component: Component<never>, options: FakeOptions = {}, props: object = {}): Shown {
  const bridge = createFakeBridge(options);
  let state: StateHandles | null = null;
  render(Provide, {
    props: {
      bridge,
      component: component as Component<object>,
      props,
      onstate: (given: StateHandles) => (state = given),
    },
  });
  if (!state) throw new Error("the window's state was not provided");
  return {
    bridge,
    state,
    inputsOf: (domain, name) =>
      bridge.calls.filter((call) => call.domain === domain && call.name === name).map((call) => call.input),
  };
}
