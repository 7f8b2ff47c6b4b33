import type { ComputerWords } from "../../en/window/computer.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const threadTooMany = "Ein Thread mehr als freie Kerne würde sie um ein Vielfaches verlangsamen.";
const countedOnce = "Was sie belegt, fehlt anderen Programmen; Bitloft zählt es daher einmal, als Arbeitsspeicher.";

const loadsWords = (loads: number): string => (loads === 1 ? "einem Ladevorgang" : `${loads} Ladevorgängen`);

export const computer: ComputerWords = {
  subtitle: "Was Bitloft hier gefunden hat, was jeder Teil für Modelle bedeutet und wie gut die Vorhersagen zutrafen.",
  scanAgain: "Neu auslesen",
  notRead: "Die Hardware dieses Computers ließ sich nicht auslesen.",
  tryAgain: "Erneut versuchen",
  system: (name, arch) => `${name}, ${arch}`,
  memoryAmount: (bytes) => figures.memory(bytes),
  bandwidth: (bytesPerSecond) => `${figures.bytes(bytesPerSecond)}/s`,
  notKnown: "unbekannt",
  details: "Einzelheiten",
  detailsOf: (name) => `Einzelheiten: ${name}`,
  from: (source) => `Aus ${source}`,
  notCertain: (problem) => `Nicht sicher: ${problem}`,
  bandwidthTitle: "Bandbreite",

  disk: "Festplatte",
  free: "Frei",
  freeOf: (freeBytes, totalBytes) => `${figures.bytes(freeBytes)} von ${figures.bytes(totalBytes)}`,
  diskHint: "Auf dem Laufwerk mit den Modellen. Ein Download prüft das zuerst.",

  memory: {
    title: "Arbeitsspeicher",
    inUse: (bytes) => `${figures.memory(bytes)} belegt`,
    available: (bytes) => `${figures.memory(bytes)} verfügbar`,
    kept: (bytes) => `${figures.memory(bytes)} für andere Programme`,
    total: (bytes) => `${figures.memorySize(bytes)} gesamt`,
    availableNow: "Verfügbar",
    availableHint: (freeBytes, reserveBytes, availableBytes) => {
      const text = figures.memoryAddingUp([freeBytes, -reserveBytes], availableBytes);
      return `${text(freeBytes)} frei − ${text(reserveBytes)} für andere Programme = ${text(availableBytes)}. Damit wird verglichen, was ein Modell braucht.`;
    },
    free: "Frei",
    freeHint: "Was das System meldet: Speicher, den kein Programm nutzt.",
    keptBy: (own) =>
      own
        ? "Wie viel für andere Programme bleibt, ist ein eigener Wert."
        : "Wie viel für andere Programme bleibt, hat Bitloft nach der Größe des Computers gewählt.",
    change: "Ändern",
    limit: "Grenze",
    limitHint:
      "Dieses System läuft in einem Container, der nicht mehr nutzen darf, egal wie viel der Computer hat. Darüber würde die Engine beendet.",
    notMeasured: "noch unbekannt",
    bandwidth: (bytesPerSecond, basis) => `${figures.bytes(bytesPerSecond)}/s${basis === null ? "" : `, ${basis}`}`,
    bases: {
      measured: "hier gemessen",
      computed: "aus der Art des Speichers berechnet",
      table: "aus einer Tabelle bekannter Chips",
    },
    bandwidthHint:
      "Ein Modell auf dem Prozessor liest für jedes Token alle aktiven Gewichte; das bestimmt, wie schnell es antwortet.",
    ownBandwidth: (bytesPerSecond) =>
      `Das Tempo ist mit dem eigenen Wert berechnet, ${figures.bytes(bytesPerSecond)}/s.`,
    measured: (then, now) => `Gemessen ${figures.ago(then, now)}.`,
    measure: "Messen",
    measureAgain: "Neu messen",
  },

  processor: {
    title: "Prozessor",
    model: "Modell",
    cores: "Kerne",
    coresValue: (physical, logical) => `${physical} (${counted(logical, "Thread", "Threads")})`,
    usable: (cores, performanceCores) =>
      `Die Engine darf ${cores === 1 ? "einen" : cores} davon nutzen${performanceCores === null ? "" : `, von ${performanceCores} Performance-Kernen`}. ${threadTooMany}`,
    usableByOwn: (cores) =>
      `Nach dem eigenen Wert darf die Engine ${cores === 1 ? "einen" : cores} davon nutzen. ${threadTooMany}`,
    instructions: "Befehlssätze",
    instructionsHint:
      "Bestimmen, welche Gewichte die Engine für mehr Tempo umordnet und wie schnell sie eine Frage liest.",
  },

  graphics: {
    title: "Grafik",
    none: "keine, die Modelle nutzen können",
    noneHint: "Modelle laufen auf dem Prozessor; kleine durchaus flott.",
    notAllKnown: "Über die Grafik ist nicht alles bekannt.",
    memory: "Speicher",
    shared: "mit dem Computer geteilt",
    mayTake: (bytes) =>
      `Modelle dürfen ${figures.memorySize(bytes)} davon belegen: So viel erlaubt das System der Grafik.`,
    mayBorrow: (bytes) => `Sie darf bis zu ${figures.memorySize(bytes)} leihen. ${countedOnce}`,
    countedOnce,
    dedicated: (bytes) => `${figures.memorySize(bytes)} eigens für die Grafik`,
    freeNow: (bytes) =>
      `${figures.memory(bytes)} davon sind jetzt frei. Schichten, die hier Platz haben, laufen im Tempo der Karte; der Rest bleibt auf dem Prozessor.`,
    available: "Verfügbar",
    availableHint: (reserveBytes) => `Was frei ist, abzüglich ${figures.memory(reserveBytes)} für Treiber und Desktop.`,
    engine: "Engine",
    usedThrough: (backend) => `nutzt sie über ${backend}`,
    notUsed: "kann sie nicht nutzen",
    driver: "Treiber",
    driverHint: "Was beim Laden gelernt wurde, gilt für diesen Treiber.",
  },

  cuda: {
    title: "Schneller auf dieser Karte",
    installed: (bytes) =>
      `Der CUDA-Teil der Engine ist installiert (${figures.bytes(bytes)}). Das nächste geladene Modell nutzt ihn.`,
    offer: (bytes) =>
      `CUDA ist NVIDIAs eigener Weg zu seinen Karten und oft schneller als Vulkan. Dieser Teil der Engine ist ein Download von ${figures.bytes(bytes)}, wird wie ein Modell an seinem Hash geprüft und lässt sich wieder entfernen.`,
    missing: "Dafür fehlt noch etwas.",
    missingText: (missing) => `${missing} Von NVIDIA holen (CUDA Toolkit), dann neu auslesen.`,
    downloadOf: "Download von CUDA",
    installing: "Wird geprüft und entpackt",
    received: (part, total) => figures.bytesPair(part, total).join(" von "),
    receivedPaused: (part, total) => `${figures.bytesPair(part, total).join(" von ")}, pausiert`,
    pause: "Pausieren",
    download: (bytes) => `${figures.bytes(bytes)} herunterladen`,
    resume: "Fortsetzen",
    tryAgain: "Erneut versuchen",
    remove: "Entfernen",
    removeTitle: "CUDA entfernen?",
    removeInstalled: (bytes) =>
      `${figures.bytes(bytes)} werden frei. Ein Modell, das CUDA nutzt, wird entladen; die Karte läuft dann über Vulkan, wo es installiert ist.`,
    removeReceived: (bytes) => `${figures.bytes(bytes)} bereits Empfangenes wird gelöscht.`,
    keep: "Behalten",
  },

  ledger: {
    title: "Vorhergesagt und gemessen",
    notRead: "Die bisherigen Ladevorgänge ließen sich nicht lesen.",
    empty:
      "Hier wurde noch nichts geladen. Vom ersten Modell an merkt sich Bitloft die Vorhersage neben dem, was die Engine wirklich belegt, und schärft damit die nächste.",
    openLibrary: "Bibliothek öffnen",
    notMeasured: "Mit dieser Engine wurde noch kein Ladevorgang gemessen.",
    whatCounts: "Zählt nur Speicher, der frei sein muss, ohne Seiten, die das System aus der Datei neu lesen kann.",
    failedNotAgain: "Ein gescheiterter Plan wird mit diesem Treiber und dieser Engine nicht mehr empfohlen.",
    memoryChart: "Speicher. Das Band reicht 5 % nach beiden Seiten.",
    memoryPoint: (model, predictedBytes, measuredBytes, difference) =>
      `${model}: ${figures.memory(predictedBytes)} vorhergesagt, ${figures.memory(measuredBytes)} gemessen (${difference})`,
    memoryChartText: (loads, close, furthest) =>
      `Speicher, vorhergesagt gegen gemessen, bei ${loadsWords(loads)}: ${close} auf 5 % genau. Größte Abweichung: ${furthest}.`,
    furthest: (model, predictedBytes, measuredBytes, difference) =>
      `${model}, ${figures.memory(predictedBytes)} vorhergesagt und ${figures.memory(measuredBytes)} gemessen, ${difference}`,
    noLoad: "Noch wurde kein Ladevorgang gemessen.",
    speedChart: "Token pro Sekunde am Anfang einer Unterhaltung. Striche sind die vorhergesagten Bereiche.",
    speedPoint: (model, predicted, measured) => `${model}: ${predicted} tok/s vorhergesagt, ${measured} gemessen`,
    speedChartText: (loads, inside) =>
      `Tempo, vorhergesagt gegen gemessen, bei ${loadsWords(loads)}: ${inside} im vorhergesagten Bereich.`,
    tickBytes: (bytes) => figures.memorySize(bytes),
    predictedAxis: "vorhergesagt",
    measuredAxis: "gemessen",
    showFewer: "Weniger zeigen",
    showAll: (count) => `Alle ${figures.count(count)} zeigen`,

    caption: "Ladevorgänge auf diesem Computer, der neueste zuerst",
    model: "Modell",
    predicted: "Vorhergesagt",
    measured: "Gemessen",
    difference: "Abweichung",
    firstToken: "Erstes Token",
    tokensPerSecond: "tok/s",
    failed: "Gescheitert.",
    unknownReason: "Unbekannter Grund.",
    noAnswer: "noch keine Antwort",
    at: (contextTokens) => `bei ${figures.context(contextTokens)}`,
    speedPredicted: (range) => `vorhergesagt ${range}`,
    context: (tokens) => `${figures.context(tokens)} Kontext`,
    cache: (type) => `${type}-Cache`,
    gpuLayers: (count) => `${counted(count, "Schicht", "Schichten")} auf der GPU`,
    signed: (share) => {
      const percent = Math.abs(share * 100);
      const digits = percent < 9.95 ? 1 : 0;
      if (Number(percent.toFixed(digits)) === 0) return "0 %";
      return `${share < 0 ? "−" : "+"}${figures.number(percent, digits)} %`;
    },
  },

  own: {
    title: "Eigene Werte",
    asFound: "Wie gefunden",
    text: "Hier lässt sich korrigieren, was Bitloft falsch erkannt hat. Pläne für diesen Computer rechnen ab sofort damit; ein leeres Feld gilt wie gefunden.",
    saved: "Gespeichert",
    cores: "Kerne für die Engine",
    coresHint: "Weniger lassen anderen Programmen Platz.",
    found: (figure) => `${figure} gefunden`,
    bandwidth: "Speicherbandbreite",
    bandwidthHint: "Bestimmt das Tempo auf dem Prozessor.",
    gigabytesPerSecond: "GB/s",
    gpuFree: "Freier Grafikspeicher",
    gigabytes: "GB",
    card: "Grafikkarte",
    use: "Nutzen",
    leave: "Nicht nutzen",
    coresError: (most) => (most > 1 ? `Eine ganze Zahl von 1 bis ${most}; oder nichts.` : "1 oder nichts."),
    memoryError: "Eine Größe in Gigabyte, etwa 8 oder 7,5; oder nichts.",
    bandwidthError: "Eine Geschwindigkeit in Gigabyte pro Sekunde, etwa 51; oder nichts.",
  },
};
