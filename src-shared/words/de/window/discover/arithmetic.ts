import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

export const arithmetic: DiscoverWords["arithmetic"] = {
  label: "Wie die Werte zustande kommen",
  memory: "Speicher",
  againstAvailable: "Gegen das Verfügbare",
  timeForToken: "Zeit pro Token",

  amount: (bytes) => figures.memory(bytes),
  amountOf: (part, total) => figures.memoryPair(part, total).join(" von "),
  weights: "Gewichte",
  fromHeader: "aus dem Header der Datei",
  byRecipe: "nach dem Rezept des Kürzels, auf die Größe der Datei umgerechnet",
  typeAmount: (type, bytes) => `${type} ${figures.memory(bytes)}`,
  tableTwice: (bytes) => `; die Worttabelle, ${figures.memory(bytes)}, ein zweites Mal`,
  fileOf: (bytes) => `eine Datei mit ${figures.bytes(bytes)}; Laufwerke zählen in Tausendern`,
  copied: "für mehr Tempo umgeordnet",
  copiedHow:
    "in eine Anordnung, die dieser Prozessor schneller liest; nur einmal gezählt, weil ihre Seiten der Datei dann frei werden",
  context: "Kontext (KV-Cache)",
  sumOf: "die Summe aus:",
  withWindow: "Schichten mit Fenster",
  seeingAll: "Schichten, die alles sehen",
  cache: (layers, numbers, tokens, bytes) =>
    `${counted(layers, "Schicht", "Schichten")} × ${numbers} × ${tokens} × ${figures.number(bytes, 0, 4)} Byte`,
  cacheHeads: (heads, keyLength, valueLength) =>
    `${counted(heads, "Head", "Heads")} × (${keyLength} + ${valueLength}) Zahlen`,
  cacheNumbers: (count) => `${figures.count(count)} Zahlen`,
  cacheTokens: (count, sliding) => `${figures.count(count)} Token${sliding ? " (das Fenster)" : ""}`,
  state: "rekurrenter Zustand",
  stateHow: "wächst nicht mit dem Kontext",
  buffers: "Arbeitspuffer",
  buffersHow: (tokens) => `für je ${figures.count(tokens)} Token einer Frage`,
  engine: "die Engine selbst",
  engineHow: "Prozess, Bibliotheken und Vokabular, wie gemessen",
  sum: "zusammen",

  ram: "Arbeitsspeicher (RAM)",
  limit: (free, reserve, shared, budget) =>
    `${free} jetzt frei − ${reserve} für andere Programme${shared === null ? "" : ` − ${shared} für die GPU, die ihn mitnutzt`} = ${budget} verfügbar`,
  addingUp: (parts, total) => figures.memoryAddingUp(parts, total),

  read: (least, most, reached, share) => {
    const [from, to] = [figures.bytes(least), figures.bytes(most)];
    return `${from === to ? from : `${from} bis ${to}`} gelesen ÷ ${reached}${share === null ? "" : `, ${share}`}`;
  },
  rates: (low, high) => `${rate(low)} bis ${rate(high)} GB/s`,
  sharesOf: (low, high, of) =>
    `${figures.count(low * 100)} bis ${figures.count(high * 100)} % der ${rate(of)} GB/s des Speichers`,
  wait: (from, to) => {
    const [least, most] = [milliseconds(from), milliseconds(to)];
    return least === most ? `${least} ms` : `${least} bis ${most} ms`;
  },
  fixed: "fest",
  fixedHow: "Anlauf für jedes Token",
  speed: "Tempo",
  speedRange: (range) => figures.speedShort(range),
  speedBases: {
    table: "aus Tabellen veröffentlichter Werte",
    bandwidth: "aus der hier gemessenen Speicherbandbreite",
    ledger: "aus früheren Messungen auf diesem Computer",
  },
};

const rate = (bytesPerSecond: number): string => figures.number(bytesPerSecond / 1e9, bytesPerSecond < 10e9 ? 1 : 0);

const milliseconds = (seconds: number): string => figures.number(seconds * 1000, 0, seconds < 0.01 ? 1 : 0);
