import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

export const firstRun = {
  step: (step: number, steps: number) => `Step ${step} of ${steps}`,
  welcome: "Welcome to Bitloft",
  lead: "It runs language models on this computer. Nothing you write leaves it. First, here's what you have:",
  notRead: "Couldn't read this computer's hardware.",
  tryAgain: "Try again",
  processor: "Processor",
  usableCores: (cores: number) => counted(cores, "usable core", "usable cores"),
  memory: "Memory",
  free: (bytes: number) => `${figures.memory(bytes)} free`,
  diskFree: (bytes: number) => `${figures.bytes(bytes)} free`,
  ofTotal: (bytes: number) => `of ${figures.memorySize(bytes)}`,
  graphics: "Graphics",
  sharedMemory: "shares the computer's memory",
  noGraphics: "none that models can use",
  onProcessor: "they run on the processor",
  disk: "Disk",
  reading: "Reading this computer's hardware",
  seeWhatSuits: "See what suits it",
  skip: "Skip",
  whatSuits: "What suits this computer",
  whatSuitsLead:
    "Well-known models that run well here, from quick to clever. Choose one to see its variants, or search for any other.",
  nothingSuits: "None of the well-known models runs well here.",
  nothingSuitsText: "Smaller ones may. Search shows for each what it would need.",
  searchAnother: "Search for another",
  back: "Back",
};

export type FirstRunWords = typeof firstRun;
