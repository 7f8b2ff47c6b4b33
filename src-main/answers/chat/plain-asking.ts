import { askedOf, plainProfile } from "../../../src-shared/contract/index.ts";
import type { ChatAsking } from "./types.ts";

/** Of a model that says nothing itself, with the built-in presets alone. */
export const plainAsking: ChatAsking = {
  samplingOf: (settings) => Promise.resolve(askedOf(settings, plainProfile, []).sampling),
};
