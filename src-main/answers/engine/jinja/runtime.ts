import type { Meter } from "./meter.ts";
import type { Arguments, Value } from "./values.ts";

/** What filters and tests need of the rendering that they are part of. */
export interface Runtime {
  readonly meter: Meter;
  item(of: Value, key: Value): Value;
  ownAttribute(of: Value, name: string): Value;
  filter(name: string, value: Value, given: Arguments): Value;
  test(name: string, value: Value, args: readonly Value[]): boolean;
  hasFilter(name: string): boolean;
}
