import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import { GiB } from "../../../../figures/index.ts";
import { figures } from "../../figures.ts";

export const frontier: DiscoverWords["frontier"] = {
  title: "Was jedes Gigabyte bringt",
  text: "Für jede Menge Speicher die beste Qualität und dazu der längste Kontext. Bei der Empfehlung oben zählt auch das Tempo.",
  notCalculated: "Das ließ sich nicht berechnen.",
  headerNotRead: "Über den Speicherbedarf dieses Modells ist nichts bekannt, bis der Header gelesen ist.",
  whereItRuns: "Wo es läuft",
  places: { gpu: "Ganz auf der GPU", split: "GPU und Prozessor", cpu: "Nur Prozessor" },
  caption: (place) => `Das Beste für jede Menge Speicher: ${place}`,
  memory: "Speicher",
  gpuMemory: "Grafikspeicher",
  variant: "Variante",
  contextUpTo: "Kontext bis",
  speed: "Tempo",
  quality: "Qualität",
  hereNow: "Hier, jetzt",
  there: "Dort",
  fits: "passt",
  doesNotFit: "passt nicht",
  show: "Zeigen",
  showWhich: (variant, contextTokens) => `: ${variant} bei ${figures.context(contextTokens)} Kontext`,
  amount: (bytes) => figures.memory(bytes),
  context: (tokens, type) => `${figures.context(tokens)}${type === null ? "" : ` in ${type}`}`,
  speedRange: (range) => figures.speedShort(range),
  whenFull: (speed) => `voll ${speed}`,
  point: (variant, contextTokens) => `${variant}, ${figures.context(contextTokens)} Kontext`,
  mark: (bytes, digits, last) => `${figures.number(bytes / GiB, digits)}${last ? " GB" : ""}`,
};
