import type { OtherProgram } from "../../../contract/index.ts";
import { lazy } from "../../../figures/index.ts";
import { counted } from "../../counted.ts";
import { programNames } from "../../program-names.ts";
import { figures } from "../figures.ts";

const lists = lazy(() => new Intl.ListFormat("en", { type: "conjunction" }));

export const firstRun = {
  step: (step: number, steps: number) => `Step ${step} of ${steps}`,
  welcome: "Welcome to Bitloft",
  lead: "It runs language models on this computer. Nothing you write leaves it. First, what you have:",
  notRead: "Couldn't read this computer's hardware.",
  tryAgain: "Try again",
  processor: "Processor",
  usableCores: (cores: number) => counted(cores, "usable core", "usable cores"),
  memory: "Memory",
  total: (bytes: number) => figures.memorySize(bytes),
  free: (bytes: number) => `${figures.memory(bytes)} free`,
  diskFree: (bytes: number) => `${figures.bytes(bytes)} free`,
  graphics: "Graphics",
  sharedMemory: "shares the computer's memory",
  noGraphics: "none that models can use",
  onProcessor: "they run on the processor",
  disk: "Disk",
  speed: "Memory speed",
  measuring: "being measured",
  measured: (bytesPerSecond: number) => `${figures.bytes(bytesPerSecond)} a second`,
  notMeasured: "could not be measured",
  notFound: "not found",
  reading: "Reading this computer's hardware",
  found: "The hardware has been read.",
  small: "Few models run well here. The next step shows what does.",
  elsewhere: (programs: readonly OtherProgram[], models: number, bytes: number) => {
    const names = lists().format(programs.map((program) => programNames[program]));
    const hold = programs.length === 1 ? "holds" : "hold";
    return `${names} ${hold} ${counted(models, "model", "models")}, ${figures.bytes(bytes)}.`;
  },
  useThem: (models: number): string => (models === 1 ? "Use it where it is" : "Use them where they are"),
  seeWhatSuits: "See what suits it",
  skip: "Skip",
  whatSuits: "What suits this computer",
  back: "Back",
};

export type FirstRunWords = typeof firstRun;
