import type { FitCaveats } from "../../contract/index.ts";
import type { Words } from "../language.ts";
import { figures } from "./figures.ts";

export const fitCaveats: Words<FitCaveats> = {
  "trained-context-unknown": ({ assumedTokens }) =>
    `Der Header nennt nicht, mit welchem Kontext das Modell trainiert wurde. Angenommen werden ${figures.context(assumedTokens)}; darüber hinaus können Antworten zerfallen.`,
  "speeds-are-early": (figuresOfIt, saying) =>
    `Das Tempo gilt für die ersten paar tausend Token einer Unterhaltung. ${saying.statement({ key: "full-context-speed", figures: figuresOfIt })}`,
  "architecture-unknown": ({ architecture }) =>
    `Bitloft kennt die Architektur „${architecture}“ nicht: Der Speicher ist aus ihren Tensoren geschätzt, eher zu hoch als zu niedrig, und vielleicht kann die Engine sie nicht ausführen.`,
  "sizes-are-computed": () =>
    "Die Größen sind aus dem Aufbau des Modells und dem üblichen Rezept jedes Kürzels berechnet; die Dateien können um einige Prozent abweichen.",
  "shape-uncertain": ({ share }) =>
    `Der Aufbau dieses Modells ist nicht vollständig veröffentlicht: Größen und Speicherbedarf können um bis zu ${figures.percent(share)} abweichen.`,
  "first-part-read": () =>
    "Nur der erste Teil der geteilten Datei wurde gelesen: Die Schichten der anderen Teile gelten als gleich.",
  "no-header-read": () =>
    "Es wurde kein Header gelesen: Die Gewichte sind nach dem üblichen Rezept auf die Schichten verteilt.",
  "one-header-read": () =>
    "Der Header einer Datei wurde gelesen. Die anderen Varianten sind aus ihm und ihren Größen berechnet.",
  "window-layers-unknown": () =>
    "Welche Schichten nur ein Fenster sehen, ist nicht bekannt; alle zählen mit dem ganzen Kontext.",
  "instruction-sets-unknown": () =>
    "Die Befehlssätze des Prozessors sind nicht bekannt; angenommen werden die eines üblichen.",
  "gpu-memory-unknown": ({ gpu }) =>
    `Wie viel Speicher „${gpu}“ hat, ist nicht bekannt; daher ist dort nichts eingeplant.`,
  "gpu-free-unknown": () =>
    "Wie viel Grafikspeicher frei ist, ist nicht bekannt; angenommen werden neun Zehntel davon.",
  "gpu-unused": ({ gpu, reasons }, saying) => `„${gpu}“ wird nicht genutzt. ${saying.statements(reasons)}`,
  "gpu-by-vulkan": ({ gpu, reasons }, saying) => `„${gpu}“ wird über Vulkan genutzt. ${saying.statements(reasons)}`,
  "gpus-without-way": ({ gpus }) => `Nicht genutzt, weil die Engine keinen Weg dazu hat: ${gpus.join(", ")}.`,
};
