import { createContext } from "svelte";
import type { Bridge } from "../bridge/index.ts";

/** For calls that change no state of the window; everything else goes through a state class. */
export const [getBridge, setBridge] = createContext<Bridge>();
