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
  band: (band) => `Niveau: ${band}`,
  placed: "von Bitloft eingeordnet",
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
  noRoom: (bytes, freeBytes) =>
    `Kein Platz dafür: Der Download ist ${figures.bytes(bytes)} groß, auf der Festplatte sind ${figures.bytes(freeBytes)} frei.`,
  otherInstead: (gone, owner) => `${gone} gibt es auf Hugging Face nicht mehr. Das hier gibt es bei ${owner}.`,
  fromOther: (model, gone, instead) =>
    `${model} gibt es bei ${gone} auf Hugging Face nicht mehr und kommt nun von ${instead}.`,
  licence: (name) => `Lizenz: ${name}.`,
  licenceTrap: (name, trap) => `${name}: ${trap}`,
  variant: (label) => `Variante ${label}`,
  why: "Warum dieses?",
  start: (bytes, seconds) => `Herunterladen und starten · ${took(bytes, seconds)}`,
  startOf: (model, bytes, seconds) => `Herunterladen und starten · ${took(bytes, seconds)}: ${model}`,
  use: "Starten",
  useOf: (model) => `Mit ${model} starten`,
  compareAll: "Alle vergleichen",
  smallFirst: "Jetzt mit dem kleinen beginnen, später zu diesem wechseln",
  smallFirstHint: (small, bytes) => `Der Download von ${small} ist ${figures.bytes(bytes)} groß.`,
  installedHere: (count) => counted(count, "Modell ist", "Modelle sind") + " schon in der Bibliothek.",
  useInstalled: (name) => `Mit ${name} starten`,
  nothingSuits: "Von den bekannten Modellen läuft hier keines gut.",
  nothingSuitsText:
    "Dieser Computer hat gerade wenig Arbeitsspeicher übrig. Andere Programme schließen und erneut auslesen, oder ein kleines Modell suchen: Die Liste sagt zu jedem, was es bräuchte.",
  scanAgain: "Erneut auslesen",
  notSuggested: "Es konnten keine Vorschläge gemacht werden.",
  tryAgain: "Erneut versuchen",
  sources: (all) => `Niveaus: ${all.join("; ")}.`,
  sourceOf: (basis, day) =>
    day === null ? sources[basis] : `${sources[basis]}, ${figures.date(Date.parse(`${day}T12:00`))}`,
  switchHere: (name) => `${name} ist da.`,
  switchTo: "Dazu wechseln",
  looking: "Passende Modelle werden gesucht",
};

const took = (bytes: number, seconds: number | null): string =>
  seconds === null ? figures.bytes(bytes) : `${figures.bytes(bytes)} · etwa ${figures.duration(seconds)}`;

const sources = {
  arena: "Arena (LMArena), CC BY 4.0",
  euroeval: "EuroEval",
  mteb: "MTEB",
  placed: "* von Bitloft eingeordnet",
} as const;

const lists = lazy(() => new Intl.ListFormat("de", { type: "conjunction" }));
const list = (parts: readonly string[]): string => lists().format(parts);
