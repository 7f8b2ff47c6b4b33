import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

/** How a model would run on another computer. */
export const whatIf = {
  showing: "Showing:",
  notThisOne: ", not this computer.",
  anotherComputer: "another computer",
  choose: "Another one",
  back: "Back to this computer",
  nowShowing: (computer: string) => `Showing ${computer}.`,

  title: "What if it were another computer?",
  text: "The list and the table will show what fits there.",
  common: "Common computers",
  search: "Search computers",
  searchExample: "rtx 4070, m2 16, laptop …",
  found: (count: number) => counted(count, "computer", "computers"),
  none: "No match. Enter its specs instead.",
  groups: { laptop: "Laptops", desktop: "Desktops", apple: "Apple silicon", server: "Servers" },
  popular: "Popular",
  cancel: "Cancel",
  memorySize: (gigabytes: number) => `${figures.number(gigabytes, 0, 1)} GB`,

  inFigures: "Or its specs",
  memory: "Memory",
  gigabytes: "GB",
  graphics: "Graphics",
  kinds: { none: "None", nvidia: "NVIDIA", amd: "AMD", apple: "Apple" },
  kindHints: {
    none: "No graphics card, or one that the engine cannot use",
    nvidia: "A card with its own memory",
    amd: "A card with its own memory",
    apple: "A Mac whose processor and graphics share the memory",
  },
  graphicsMemory: "Graphics memory",
  itsBandwidth: "Its bandwidth",
  memoryBandwidth: "Memory bandwidth",
  gigabytesPerSecond: "GB/s",
  fastCores: "Fast cores",
  unknown: "unknown",
  emptyFields: "Empty fields are estimated conservatively.",
  show: "Show this computer",
  between: (least: number, most: number, unit: string | null) =>
    `From ${figures.count(least)} to ${figures.count(most)}${unit === null ? "" : ` ${unit}`}.`,
  wholeNumber: "A whole number.",
  mac: (gigabytes: number) => `Mac, ${figures.number(gigabytes, 0, 2)} GB`,
  withoutCard: (gigabytes: number) => `Computer, ${figures.number(gigabytes, 0, 2)} GB, no graphics card`,
  withCard: (gigabytes: number, maker: string, cardGigabytes: number) =>
    `Computer, ${figures.number(gigabytes, 0, 2)} GB, ${maker} card ${figures.number(cardGigabytes, 0, 2)} GB`,
  appleGpu: "Apple GPU",
  card: (maker: string, gigabytes: number) => `${figures.number(gigabytes, 0, 2)} GB ${maker} card`,
};
