import type { LearnWords } from "../../en/window/learn.ts";
import { typicalOf } from "../../../figures/index.ts";
import { figures } from "../figures.ts";

export const learn: LearnWords = {
  subtitle: "Was die Kürzel bedeuten, in einfachen Worten und mit diesem Computer als Beispiel.",

  numbers: "Ein Modell ist eine lange Liste von Zahlen",
  numbersText:
    "Ein Sprachmodell ist eine große Datei voller Zahlen, seine *Gewichte*. „8B“ im Namen heißt: Es sind acht Milliarden. Um ein Wort zu schreiben, liest der Computer fast alle davon. Sie müssen deshalb im Arbeitsspeicher liegen, und wie schnell er sich lesen lässt, bestimmt, wie schnell das Modell schreibt.",
  hereIsFree: (freeBytes, usableBytes) =>
    `Dieser Computer hat gerade ${figures.memory(freeBytes)} Arbeitsspeicher frei${usableBytes === null ? "" : `, davon ${figures.memory(usableBytes)} verfügbar für ein Modell: Der Rest bleibt für andere Programme`}. So, wie sie veröffentlicht werden, sind acht Milliarden Zahlen mit je zwei Byte eine Datei von 16 GB und brauchen 14,9 GB Arbeitsspeicher: Dateien und Laufwerke zählen in Tausendern, Speicher in Einheiten zu 1.024, wie das System ihn zählt.`,

  fewerBits: "Weniger Bit für jede Zahl",
  fewerBitsText:
    "Zahlen lassen sich runden, sodass jede weniger Bit braucht. Die Datei schrumpft, sie ist schneller gelesen, und die Antworten werden etwas schlechter; wie wenig, sagt die *Qualität*. Eine gerundete Datei heißt hier *Variante*, das Runden *Quantisierung*.",
  exampleModel: "Modell für das Beispiel",
  isTheOne: (variant, headline) => `Davon ist *${variant}* die richtige Variante für diesen Computer: ${headline}`,
  noneFits: (headline) => `Keine davon passt auf diesen Computer. ${headline}`,
  writes: (range) => {
    const [low, high] = figures.speedBounds(range);
    return `Sie schreibt etwa ${figures.wordSpeedFigure(typicalOf(range))} Wörter pro Sekunde, ${low === high ? `etwa ${low}` : `${low}–${high}`} Token (tok/s); ein Token ist ein Stück eines Wortes, und man liest etwa fünf bis acht davon pro Sekunde.`;
  },
  showVariants: "Alle Varianten zeigen",
  noExample: "Das Beispiel lässt sich gerade nicht zeigen.",
  noExampleText: "Die Erklärungen gelten auch ohne. Vielleicht klappt es mit einem anderen Modell.",

  sizesOf: (model) => `Speicherbedarf von ${model}, von der größten zur kleinsten`,
  label: "Kürzel",
  memory: "Speicher",
  here: "Hier",
  asTrained: "wie trainiert",
  asPublished: "wie veröffentlicht",
  limit: (bytes, gpu, within) =>
    `${figures.memory(bytes)} ${gpu === null ? "Arbeitsspeicher" : `auf „${gpu}“`} sind jetzt verfügbar${within ? "" : ": mehr, als eine davon braucht"}`,

  readALabel: "Wie man ein Kürzel liest",
  pieces: {
    quantised: "quantisiert: Die Zahlen sind auf weniger Bit gerundet",
    fourBits: "etwa vier Bit für jede Zahl statt sechzehn",
    inBlocks: "gerundet wird in kleinen Blöcken mit je eigener Skala, das verliert weniger",
    mediumMix: "die mittlere Mischung: Die wichtigsten Teile behalten mehr Bit. S ist kleiner, L größer",
    eightBits: "acht Bit: halb so groß, und die Antworten sind von denen des vollen Modells nicht zu unterscheiden",
    plainRounding: "die einfache Art zu runden, eine Skala pro Block",
    fromTable: "Zahlen stehen in einer Tabelle guter Muster: kleiner, aber auf einem Prozessor langsamer",
    threeBits: "etwa drei Bit für jede Zahl",
    smallestMix: "die kleinste Mischung ihrer Art, nach XS, S und M",
    unslothRecipe: "das Rezept von Unsloth dafür, welche Teile mehr Bit behalten",
    largerMix: "eine Mischung mit noch mehr Bit an den wichtigen Stellen",
    sixteenBits: "sechzehn Bit, gar nicht gerundet: das Modell, wie es veröffentlicht wird",
  },

  matrix: "Wichtigkeitsmatrix (imatrix)",
  matrixText:
    "Vor dem Runden lassen manche das Modell Beispieltexte lesen und notieren, welche Zahlen am wichtigsten sind; diese werden dann sorgfältiger gerundet. Die Notizen sind die *Wichtigkeitsmatrix*. Bei vier Bit und weniger macht sie dieselbe Größe merklich besser, und unter drei Bit taugt ohne sie wenig. „i1“ im Namen heißt dasselbe.",

  context: "Der Kontext und sein Cache",
  contextText:
    "Der *Kontext* ist der Teil der Unterhaltung, den das Modell auf einmal sieht, gemessen in Token: 8K sind etwa neun Seiten. Zu jedem Token führt es Notizen, den *Cache* (genauer: KV-Cache), damit es nicht für jedes neue Wort alles noch einmal lesen muss. Ein längerer Kontext braucht daher mehr Speicher, und ein ungenutzter bringt nichts.",
  contextExample: (model, short, long) =>
    `${model} braucht für die Notizen zu ${figures.context(short.tokens)} Token ${figures.memory(short.bytes)} und zu ${figures.context(long.tokens)} Token ${figures.memory(long.bytes)}. In 8 Bit (Q8_0) gespeichert, ist es etwa die Hälfte, fast ohne Verlust.`,

  experts: "Experten-Mischung (MoE)",
  expertsText:
    "Manche Modelle bestehen aus vielen Teilen, den Experten, von denen jedes Wort nur wenige braucht. „30B-A3B“ heißt: Dreißig Milliarden Zahlen müssen im Speicher sein, drei Milliarden werden für ein Wort gelesen. Ein solches Modell braucht den Speicher eines großen und schreibt so schnell wie ein kleines.",

  verdicts: "Was die Urteile bedeuten",
  verdictMeanings: {
    "runs-well": "passt mit Reserve und schreibt mindestens so schnell, wie man liest.",
    "reading-speed":
      "passt und schreibt etwa so schnell, wie man liest: Ob etwas schneller oder langsamer, zeigt sich beim ersten Lauf.",
    "runs-slowly": "passt, aber auf die Wörter muss man warten.",
    tight: "passt, lässt aber wenig für andere Programme. Am besten vorher einige schließen.",
    "partly-on-gpu": "zu groß für die Grafikkarte allein: Den Rest übernimmt der Prozessor, und der ist langsamer.",
    "loses-much":
      "passt und läuft, aber diese Variante gibt zu viel vom Modell auf. Ein kleineres Modell antwortet besser.",
    "shorten-context": "das Modell passt, aber nicht mit einem so langen Kontext. Ein kürzerer hilft.",
    "does-not-fit": "zu groß für diesen Computer, auch bei kurzer Unterhaltung. Eine kleinere Variante hilft.",
  },
};
