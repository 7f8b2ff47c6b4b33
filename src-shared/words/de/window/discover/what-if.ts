import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import { figures } from "../../figures.ts";

export const whatIf: DiscoverWords["whatIf"] = {
  showing: "Gezeigt ist:",
  notThisOne: ", nicht dieser Computer.",
  anotherComputer: "ein anderer Computer",
  choose: "Anderen wählen",
  back: "Zurück zu diesem Computer",
  nowShowing: (computer) => `Gezeigt ist ${computer}.`,

  title: "Was wäre auf einem anderen Computer?",
  text: "Liste und Tabelle zeigen dann, was dort passt.",
  common: "Gängige Computer",
  search: "Computer suchen",
  searchExample: "rtx 4070, m2 16, laptop …",
  found: (count) => `${count} Computer`,
  none: "Kein Treffer. Stattdessen die Daten eingeben.",
  groups: { laptop: "Laptops", desktop: "Desktops", apple: "Apple-Chips", server: "Server" },
  popular: "Häufig",
  cancel: "Abbrechen",
  memorySize: (gigabytes) => `${figures.number(gigabytes, 0, 1)} GB`,

  inFigures: "Oder die Daten eingeben",
  memory: "Arbeitsspeicher",
  gigabytes: "GB",
  graphics: "Grafik",
  kinds: { none: "Keine", nvidia: "NVIDIA", amd: "AMD", apple: "Apple" },
  kindHints: {
    none: "Keine Grafikkarte oder eine, die die Engine nicht nutzen kann",
    nvidia: "Eine Karte mit eigenem Speicher",
    amd: "Eine Karte mit eigenem Speicher",
    apple: "Ein Mac, bei dem sich Prozessor und Grafik den Speicher teilen",
  },
  graphicsMemory: "Grafikspeicher",
  itsBandwidth: "Dessen Bandbreite",
  memoryBandwidth: "Speicherbandbreite",
  gigabytesPerSecond: "GB/s",
  fastCores: "Schnelle Kerne",
  unknown: "unbekannt",
  emptyFields: "Leere Felder werden vorsichtig geschätzt.",
  show: "Diesen Computer zeigen",
  between: (least, most, unit) =>
    `Von ${figures.count(least)} bis ${figures.count(most)}${unit === null ? "" : ` ${unit}`}.`,
  wholeNumber: "Eine ganze Zahl.",
  mac: (gigabytes) => `Mac, ${figures.number(gigabytes, 0, 2)} GB`,
  withoutCard: (gigabytes) => `Computer, ${figures.number(gigabytes, 0, 2)} GB, ohne Grafikkarte`,
  withCard: (gigabytes, maker, cardGigabytes) =>
    `Computer, ${figures.number(gigabytes, 0, 2)} GB, ${maker}-Karte mit ${figures.number(cardGigabytes, 0, 2)} GB`,
  appleGpu: "Apple-GPU",
  card: (maker, gigabytes) => `${maker}-Karte mit ${figures.number(gigabytes, 0, 2)} GB`,
};
