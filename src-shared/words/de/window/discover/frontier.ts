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
  contextUpTo: "Kontext",
  speed: "Tempo",
  quality: "Qualität",
  hereNow: "Hier, jetzt",
  there: "Dort",
  memoryUsed: "Belegter Speicher",
  recommended: "empfohlen",
  limit: (bytes, gpu) => `${gpu ? "GPU" : "verfügbar"} ${figures.memory(bytes)}`,
  show: "Zeigen",
  showWhich: (variant, contextTokens) => `: ${variant} bei ${figures.context(contextTokens)} Kontext`,
  bytesFrom: (least, most) => {
    const [from, to] = figures.memoryPair(least, most);
    return figures.memory(least) === to ? to : `${from}–${to}`;
  },
  upTo: (tokens, type) => `bis ${figures.context(tokens)}${type === null ? "" : ` in ${type}`}`,
  whenFull: (speed) => `voll ${speed}`,
  point: (variant, contextTokens) => `${variant}, ${figures.context(contextTokens)} Kontext`,
  mark: (bytes, digits, last) => `${figures.number(bytes / GiB, digits)}${last ? " GB" : ""}`,
};
