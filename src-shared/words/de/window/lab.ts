import type { LabWords } from "../../en/window/lab.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

const thousand = 1000;
const others = (share: number): string => figures.count((1 - share) * thousand);
const percent = (share: number): string => `${figures.number(Math.abs(share) * 100, 0, 1)} %`;
const small = figures.divergence;

export const lab: LabWords = {
  intro: "Was geht bei einer kleineren Datei verloren? Hier gemessen, auf diesem Computer, an einem Text nach Wahl.",
  modelsOf: "Modell, das gemessen wird",
  noModel: "Noch nichts zu messen",
  noModelText: "Zum Messen braucht es zwei Varianten eines Modells: eine kleine und eine größere zum Vergleich.",
  findModel: "Modell suchen",

  variant: "Variante",
  reference: "Verglichen mit",
  others: "Andere Modelle",
  text: "Text",
  texts: { english: "Englische Prosa", german: "Deutsche Prosa", code: "Code", conversations: "Eigene Unterhaltungen" },
  chosenText: (fileName) => fileName,
  chooseFile: "Eine eigene Datei …",
  textOrigins: {
    english: "Aus „The Origin of Species“ von Charles Darwin (1859), gemeinfrei.",
    german: "Aus „Die Verwandlung“ von Franz Kafka (1915), gemeinfrei.",
    code: "TypeScript aus dem Quelltext von Bitloft.",
    conversations: "Was zuletzt in den Unterhaltungen stand. Es wird hier gelesen und geht nirgendwohin.",
    file: "Wird hier gelesen; nichts davon geht irgendwohin.",
  },
  length: "Wie viel davon",
  lengths: { short: "Ein erster Blick", usual: "Üblich", thorough: "Gründlich" },
  tokens: (tokens) => `${figures.count(tokens)} Token`,
  measure: "Messen",
  again: "Ergebnis zeigen",
  noReference: "Von diesem Modell ist keine zweite Variante zum Vergleich da.",
  noReferenceText:
    "Gemessen wird, wie weit eine Variante von einer besseren desselben Modells entfernt ist, am besten von F16 oder Q8_0. Eine davon herunterladen; danach kann sie gelöscht werden, die Zahlen bleiben.",
  findReference: "Bessere Variante suchen",
  estimate: (low, high) =>
    figures.duration(low) === figures.duration(high)
      ? `Dauert etwa ${figures.duration(high)}.`
      : `Dauert etwa ${figures.duration(low)} bis ${figures.duration(high)}.`,
  estimateUnknown: "Wie lange es dauert, lässt sich vorher nicht sagen.",
  oneAfterTheOther: (diskBytes) =>
    `Beide Modelle zugleich passen nicht in den Speicher: Sie werden nacheinander gelesen; so lange werden ${figures.bytes(diskBytes)} auf der Platte gebraucht.`,
  isKnown: "Das wurde schon gemessen: Das Ergebnis ist sofort da.",
  smallerReference: "Zum Vergleich dient die kleinere der beiden Dateien. Umgekehrt sagt die Zahl, was verloren geht.",

  measuring: (variant) => `${variant} wird gemessen`,
  waiting: "Wartet auf das, was vorher begonnen wurde.",
  progress: (share) => figures.percent(share),
  resting: "Ruht, solange eine Antwort geschrieben wird.",
  left: (seconds) => `noch etwa ${figures.duration(seconds)}`,
  cancel: (what) => `Abbrechen: ${what}`,
  interrupted: "Bitloft wurde geschlossen, bevor die Messung fertig war. Bitte erneut messen.",
  done: (variant) => `${variant} ist gemessen.`,

  result: (variant, reference) => `${variant} im Vergleich zu ${reference}`,
  otherWords: (share) =>
    share >= 1
      ? "Sie würde überall dasselbe Wort wählen."
      : others(share) === "0"
        ? "Von 1.000 Wörtern würde sie weniger als eines anders wählen."
        : `Von 1.000 Wörtern würde sie ${others(share) === "1" ? "eines" : others(share)} anders wählen.`,
  harder: (lnRatio, standardError) =>
    Math.abs(lnRatio) < 2 * standardError
      ? "Der Text ist für sie nicht schwerer vorherzusagen, soweit sich das an so vielen Wörtern erkennen lässt."
      : lnRatio > 0
        ? `Der Text ist für sie um ${percent(Math.exp(lnRatio) - 1)} schwerer vorherzusagen.`
        : `Der Text ist für sie um ${percent(1 - Math.exp(lnRatio))} leichter vorherzusagen: durch Zufall, oder weil sie mit solchem Text gemacht wurde.`,
  basis: (positions, text, tokens) =>
    `Verglichen wurden ${figures.count(positions)} Wörter aus „${text}“ (${figures.count(tokens)} Token).`,
  figures: {
    title: "Zahlen",
    divergence: "KL-Divergenz",
    divergenceHint: "Wie weit die Wahrscheinlichkeiten beider auseinanderliegen: 0 heißt gar nicht.",
    median: "Median",
    worst: "99 % liegen unter",
    same: "Gleiches wahrscheinlichstes Wort",
    sameHint: "Wie oft beide dasselbe Wort für das wahrscheinlichste halten.",
    perplexity: "Verhältnis der Perplexität",
    perplexityHint: "Über 1: Sie sagt den Text schlechter vorher als die andere.",
    perplexities: (variant, reference) => `${figures.number(variant, 2)} gegenüber ${figures.number(reference, 2)}`,
    withError: (value, error) => `${small(value)} ± ${small(error)}`,
    value: (value) => small(value),
    share: (share, error) => `${figures.number(share * 100, 1)} % ± ${figures.number(error * 100, 1)} %`,
    ratio: (ratio, error) => `${figures.number(ratio, 3)} ± ${figures.number(error, 3)}`,
  },

  table: "Gemessene Varianten",
  columns: {
    variant: "Variante",
    size: "Datei",
    same: "Gleiches Wort",
    divergence: "KL-Divergenz",
    perplexity: "Perplexität, Verhältnis",
    text: "Text",
    when: "Gemessen",
  },
  beside: (reference) => `gegenüber ${reference}`,
  size: (bytes) => figures.bytes(bytes),
  ago: (then, now) => figures.ago(then, now),
  show: (variant, text) => `Ergebnis von ${variant} an ${text} zeigen`,

  parting: {
    title: "Wo sie auseinandergehen",
    intro:
      "Ein Modell schreibt ein Wort nach dem anderen und hält dabei manche Wörter für wahrscheinlicher als andere. Dies sind die Stellen des Textes, an denen sich beide am wenigsten einig sind, wie es weitergeht.",
    none: "In diesem Text sind sie sich überall einig.",
    unknown:
      "Für die Stellen, an denen sie auseinandergehen, bitte erneut messen: Dieses Ergebnis ist aus einer früheren Version.",
    notKept:
      "Stellen aus eigenen Unterhaltungen werden gezeigt, bis Bitloft geschlossen wird, und nie gespeichert: Von einer gelöschten Unterhaltung soll nichts übrig bleiben. Erneut messen zeigt sie wieder.",
    wouldSay: (name) => `${name} würde fortfahren mit`,
    goesOn: "Der Text geht weiter:",
    probability: (share) => (share > 0 && share < 0.01 ? "< 1 %" : figures.percent(share)),
    more: (count) => `${counted(count, "weitere Stelle", "weitere Stellen")} zeigen`,
    space: "Leerzeichen",
    line: "neue Zeile",
    along: "Im Verlauf des Textes",
    alongHint: (parts) =>
      `Wie weit sie in jedem von ${parts} Abschnitten auseinanderliegen, vom Anfang des Textes bis zum Ende.`,
    part: (number, mean) => `Abschnitt ${number}: ${small(mean)}`,
    byContext: "Je nachdem, wie viel vorher gelesen war",
    context: (from, to) => `nach ${from} bis ${to} Token`,
  },

  tabs: { label: "Was zu tun ist", measure: "Messen", make: "Erzeugen" },
  make: {
    source: "Erzeugt aus",
    wholeText: "Aus dieser Datei eine kleinere machen. Sie wird daneben gespeichert, das Original bleibt, wie es ist.",
    quantised: (label) =>
      `Diese Datei ist schon quantisiert (${label}): Was aus ihr entsteht, kann nicht besser sein als sie, und manche Typen verlieren mehr, als ihre Größe vermuten lässt. Eine Datei in F16 ist die bessere Quelle.`,
    label: "Typ",
    option: (label, bytes, verdict, suggested) =>
      `${label} · ${figures.bytes(bytes)} · ${verdict}${suggested ? " · hier empfohlen" : ""}`,
    nothing: "Kleiner lässt sich diese Datei nicht machen.",
    nothingText: "Sie ist schon vom kleinsten Typ.",
    matrix: "Wichtigkeitsmatrix",
    noMatrix: "Keine",
    collected: (fileName) => `Hier berechnet: ${fileName}`,
    chooseMatrix: "Eine Datei …",
    matrixHint:
      "Sie sagt, auf welche Gewichte es ankommt, damit von diesen mehr erhalten bleibt. Typen unter drei Bit brauchen eine.",
    needsMatrix: (label) => `${label} lässt sich ohne Wichtigkeitsmatrix nicht erzeugen.`,
    collect: "Zuerst eine Matrix berechnen",
    collecting: (variant) => `Wichtigkeitsmatrix für ${variant} wird berechnet`,
    isCollected: "Die Matrix ist berechnet.",
    name: "Dateiname",
    facts: (bytes) => `Die Datei wird ${figures.bytes(bytes)} groß.`,
    free: (bytes) => `Dort ist noch Platz für ${figures.bytes(bytes)}.`,
    noRoom: (needed, free) =>
      `Dafür ist kein Platz: Sie braucht ${figures.bytes(needed)}, und Platz ist für ${figures.bytes(free)}.`,
    make: "Erzeugen und messen",
    making: (label, fileName) => `${label} wird aus ${fileName} erzeugt`,
    interrupted:
      "Bitloft wurde geschlossen, bevor die Datei fertig war. Was von ihr geschrieben war, ist gelöscht; bitte erneut erzeugen.",
    matrixInterrupted: "Bitloft wurde geschlossen, bevor die Matrix fertig war. Bitte erneut berechnen.",
    done: (label) => `${label} ist erzeugt und in der Bibliothek. Was verloren ging, wird jetzt gemessen.`,
    saved: (before, after) =>
      `${figures.bytes(after)} statt ${figures.bytes(before)}: ${figures.percent(1 - after / before)} kleiner.`,
  },
  madeFrom: (label, matrix) => `hier erzeugt aus ${label}${matrix ? ", mit Wichtigkeitsmatrix" : ""}`,

  kept: {
    title: "Erhaltene Güte",
    share: (share) => figures.percent(share),
    here: "hier gemessen",
    whole: (share, reference, text) =>
      `${figures.percent(share)} der Wörter gleich wie bei ${reference}, hier gemessen an „${text}“`,
  },

  makeSmaller: "Kleinere Variante erzeugen …",
  measureWhatItLoses: "Messen, was verloren geht …",
  measureVariant: "Messen, was bei einer Variante verloren geht …",
  notUsable: "zurzeit nicht verwendbar",
};
