import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import { figures } from "../../figures.ts";

export const ladder: DiscoverWords["ladder"] = {
  context: "Kontext",
  contextInTokens: "Kontext in Token",
  contextLength: "Kontextlänge",
  tokens: "Token",
  tokensOf: (count) => `${figures.count(count)} Token`,
  notTokens: "Das ist keine Zahl von Token.",
  tokensBetween: (least, most) => `Zwischen ${figures.count(least)} und ${figures.count(most)} Token.`,
  showControls: "Ändern",
  hideControls: "Fertig",
  folded: (contextTokens, bits, computer) =>
    `${figures.context(contextTokens)} Kontext · Cache in ${bits} Bit · ${computer ?? "dieser Computer"}`,
  storedIn: "Kontext gespeichert in",
  bits: (bits) => `${bits} Bit`,
  storedWhole: "Volle Genauigkeit",
  storedInEight: "Etwa der halbe Speicher, ohne merklichen Unterschied",
  storedInFour: "Etwa ein Viertel des Speichers, mit kleinem Verlust in langen Unterhaltungen",
  storedOtherwise: "Anderswo gewählt",
  computer: "Computer",
  thisOne: "Dieser",
  whatIf: "Was wäre, wenn …",

  everyVariant: (repository) => `Alle Varianten von ${repository}, die größte zuerst`,
  variant: "Variante",
  memory: "Speicher",
  memoryAt: (contextTokens) => `Speicher bei ${figures.context(contextTokens)}`,
  speed: "Tempo",
  quality: "Qualität",
  download: "Herunterladen",
  limitOf: (memory, bytes) => `${memory} ${figures.memory(bytes)}`,
  limitBeyond: (memory, bytes) => `${memory} ${figures.memory(bytes)} →`,
  barSum: (bytes) => figures.memory(bytes).replace(/ GB$/, ""),

  legend: { model: "Modell", conversation: "Gespräch", rest: "Rest" },
  accuracySoFar: (accuracy) => `Vorhersagen auf diesem Computer bisher. ${accuracy}`,
  sizesComputed: "Die Größen sind aus dem Aufbau des Modells berechnet, bis Hugging Face geantwortet hat.",
  whatLabelsMean: "Was bedeuten diese Kürzel?",

  why: ", warum",
  bitsPerWeight: (bits) => `Im Mittel ${figures.number(bits, 1)} Bit je Gewicht.`,
  size: (bytes) => figures.bytes(bytes),
  recommended: "empfohlen",
  bestThatFits: "bestes, das passt",
  headerNotRead: "Erst bekannt, wenn der Header gelesen ist.",
  partMissing: "Ein Teil davon fehlt auf Hugging Face.",
  cannotRunIt: "Die Engine kann sie nicht ausführen.",
  whenFull: (speed) => `voll ${speed}`,
  kept: (share) => figures.kept(share),

  bar: {
    needs: "Braucht",
    memoryNeeds: (memory) => `${memory ?? "Arbeitsspeicher"}: braucht`,
    nothing: (needs) => `${needs} nichts.`,
    all: (needs, needBytes, freeBytes, parts) =>
      `${needs} ${figures.memoryPair(needBytes, freeBytes).join(" der verfügbaren ")}: ${parts.join(", ")}.`,
    weights: (bytes) => `Gewichte ${figures.memory(bytes)}`,
    copied: (bytes) => `davon ${figures.memory(bytes)} für mehr Tempo umgeordnet`,
    context: (bytes) => `Kontext ${figures.memory(bytes)}`,
    buffers: (bytes) => `Arbeitspuffer ${figures.memory(bytes)}`,
    engine: (bytes) => `die Engine selbst ${figures.memory(bytes)}`,
    tooMuch: (bytes) => ` ${figures.memory(bytes)} zu viel.`,
  },

  check: {
    agrees: (bytes) => `${figures.memory(bytes)}, von der Engine geprüft`,
    saysMore: (theirs, ours) =>
      `Die Engine rechnet mit ${figures.memory(theirs)} statt ${figures.memory(ours)}; gezeigt ist der größere Wert.`,
    saysLess: (theirs, ours) =>
      `Die Engine rechnet mit ${figures.memory(theirs)}; der eigene Wert, ${figures.memory(ours)}, ist größer und wird gezeigt.`,
    doesNotFit: (overBytes, gpu) =>
      `Nach dem Wert der Engine passt es nicht: ${figures.memory(overBytes)} mehr, als ${gpu === null ? "im Arbeitsspeicher" : `auf „${gpu}“`} verfügbar ist.`,
  },

  change: {
    context: (tokens, bits) =>
      `Kontext auf ${figures.count(tokens)} Token setzen${bits === null ? "" : `, in ${bits} Bit gespeichert`}`,
    contextShort: (tokens, bits) =>
      `${figures.context(tokens)} Kontext nehmen${bits === null ? "" : `, in ${bits} Bit`}`,
    bits: (bits) => `Kontext in ${bits} Bit speichern`,
    experts: (layers) => `Die Experten von ${layers} Schichten im Arbeitsspeicher lassen`,
    layers: (layers) => `${layers} Schichten auf die GPU legen`,
    other: "So machen",
  },
  forVariant: (variant) => ` für ${variant}`,
  show: (variant) => `${variant} zeigen`,
  qualityIs: (band) => `Qualität: ${band}.`,
  opensInBrowser: " (öffnet im Browser)",

  action: {
    which: (variant) => `: ${variant}`,
    chatWhich: (variant) => ` mit ${variant}`,
    notOnHuggingFace: "nicht auf Hugging Face",
    cannotChat: "kann nicht chatten",
    cannotRun: "läuft nicht",
    chat: "Chatten",
    downloadOf: (variant) => `Download von ${variant}`,
    waiting: "wartet",
    verifying: "wird geprüft",
    share: (share) => figures.percent(Math.floor(share * 100) / 100),
    received: (share) => `${figures.percent(Math.floor(share * 100) / 100)} empfangen`,
    resume: "Fortsetzen",
    tryAgain: "Erneut versuchen",
    // There is room for no longer word in the table.
    download: "Download",
    downloadAnyway: "Trotzdem herunterladen",
    downloadHere: "Hierher laden",
    downloadOfSize: (variant, bytes) => `${variant} herunterladen · ${figures.bytes(bytes)}`,
    downloadHereOf: (variant, bytes) => `${variant} hierher laden · ${figures.bytes(bytes)}`,
    chatWith: (variant) => `Chatten mit ${variant}`,
    pause: (variant) => `Download von ${variant} anhalten`,
    resumeAt: (variant, share) => `${variant} fortsetzen bei ${figures.percent(Math.floor(share * 100) / 100)}`,
    shareOf: (share, bytes) => `${figures.percent(Math.floor(share * 100) / 100)} von ${figures.bytes(bytes)}`,
    why: "Warum?",
  },
};
