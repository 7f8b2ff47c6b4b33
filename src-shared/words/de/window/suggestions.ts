import { lazy, typicalOf } from "../../../figures/index.ts";
import type { SuggestionWords } from "../../en/window/suggestions.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";
import { jobClauses } from "../suggestions.ts";

export const suggestions: SuggestionWords = {
  title: "Für diesen Computer vorgeschlagen",
  mostlyFor: "Vor allem für",
  goodAt: (jobs) => `Gut ${list(jobs.map((job) => jobClauses[job]))}.`,
  thinks: "Denkt nach, bevor es antwortet.",
  band: (band) => `${band} bewertet`,
  notRated: "noch nicht bewertet",
  ratedBy: (basis, day) => (day === null ? `${basis}.` : `${basis}, ${figures.date(Date.parse(`${day}T12:00`))}.`),
  lowered: "Hier eine Stufe tiefer, weil diese Variante etwas verliert.",
  speed: (range) => `etwa ${figures.wordSpeedFigure(typicalOf(range))} Wörter pro Sekunde`,
  uses: (part, total) => `braucht ${figures.memoryPair(part, total).join(" von ")} Arbeitsspeicher`,
  usesGraphics: (part, total) => `braucht ${figures.memoryPair(part, total).join(" von ")} Grafikspeicher`,
  usesBetween: (least, most, total) =>
    `braucht zwischen ${figures.memoryPair(least, most)[0]} und ${figures.memoryPair(most, total).join(" von ")} Arbeitsspeicher`,
  usesGraphicsBetween: (least, most, total) =>
    `braucht zwischen ${figures.memoryPair(least, most)[0]} und ${figures.memoryPair(most, total).join(" von ")} Grafikspeicher`,
  download: (bytes) => `${figures.bytes(bytes)} Download`,
  downloadIn: (bytes, seconds) => `${figures.bytes(bytes)} Download, etwa ${figures.duration(seconds)}`,
  fromOther: (model, gone, instead) =>
    `${model} gibt es bei ${gone} auf Hugging Face nicht mehr und kommt nun von ${instead}.`,
  variant: (label) => `Variante ${label}`,
  why: "Warum dieses?",
  start: "Herunterladen und starten",
  startOf: (model) => `${model} herunterladen und starten`,
  use: "Starten",
  useOf: (model) => `Mit ${model} starten`,
  compareAll: "Alle vergleichen",
  smallFirst: "Jetzt mit dem kleinen beginnen, später zu diesem wechseln",
  smallFirstHint: (small, bytes) => `${small} hat ${figures.bytes(bytes)} Download.`,
  installedHere: (count) => counted(count, "Modell ist", "Modelle sind") + " schon in der Bibliothek.",
  useInstalled: (name) => `Mit ${name} starten`,
  nothingSuits: "Von den bekannten Modellen läuft hier keines gut.",
  nothingSuitsText:
    "Dieser Computer hat gerade wenig Arbeitsspeicher übrig. Andere Programme schließen und erneut auslesen, oder ein kleines Modell suchen: Die Liste sagt zu jedem, was es bräuchte.",
  scanAgain: "Erneut auslesen",
  notSuggested: "Es konnten keine Vorschläge gemacht werden.",
  tryAgain: "Erneut versuchen",
  ratings: (day) => `Bewertungen vom ${figures.date(Date.parse(`${day}T12:00`))}, aus blinden Abstimmungen.`,
  switchHere: (name) => `${name} ist da.`,
  switchTo: "Dazu wechseln",
  looking: "Passende Modelle werden gesucht",
};

const lists = lazy(() => new Intl.ListFormat("de", { type: "conjunction" }));
const list = (parts: readonly string[]): string => lists().format(parts);
