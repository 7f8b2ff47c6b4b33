import type { DiscoverWords } from "../../../en/window/discover/index.ts";
import { lazy } from "../../../../figures/index.ts";
import { counted } from "../../../counted.ts";
import { figures } from "../../figures.ts";

const languageNames = lazy(() => new Intl.DisplayNames(["de"], { type: "language" }));
const lists = lazy(() => new Intl.ListFormat("de", { type: "unit" }));
const names = (codes: readonly string[]): string =>
  lists().format(codes.map((code) => languageNames().of(code) ?? code));

export const detail: DiscoverWords["detail"] = {
  variants: "Varianten",
  recommended: (variant) => `${variant} ist empfohlen.`,
  whichModel: "Welches Modell?",
  whichModelText: "Ein Modell aus der Liste wählen, um alle Varianten am Speicher dieses Computers zu messen.",
  searchModels: "Modelle suchen",
  reading: "Die Angaben von Hugging Face zu den Dateien werden gelesen …",
  nothingRuns: "Nichts in diesem Repository läuft in Bitloft.",
  noGguf: "Es enthält keine GGUF-Datei. Geeignete Repositorys heißen am Ende GGUF.",
  alsoHolds: (formats) => `Außerdem in diesem Repository: ${formats}`,

  openPage: "Auf Hugging Face öffnen",
  parameters: (count) => `${figures.parameters(count)} Parameter`,
  active: (count) => `${figures.parameters(count)} aktiv`,
  layers: (count) => counted(count, "Schicht", "Schichten"),
  context: (tokens) => `${figures.context(tokens)} Kontext`,
  back: "Alle Modelle",
  uploader: "Anbieter",
  by: (owner) => `von ${owner}`,
  can: { thinks: "denkt nach", tools: "nutzt Werkzeuge", sees: "sieht Bilder" },
  released: (day) => figures.month(Date.parse(`${day}T12:00`)),
  more: "Mehr dazu",
  rating: "Bewertung",
  ratedBy: (basis, day) => (day === null ? `${basis}.` : `${basis}, ${figures.date(Date.parse(`${day}T12:00`))}.`),
  ratingOf: (value, low, high) =>
    `${figures.count(value)} Punkte, mit 95 % zwischen ${figures.count(low)} und ${figures.count(high)}.`,
  source: "Quelle",
  makersOwn: "Laut Hersteller",
  makersFigure: (benchmark, value, setting) =>
    `${benchmark} ${figures.number(value, 0, 1)}${setting === null ? "" : ` (${setting})`}`,
  shape: "Aufbau",
  languages: "Sprachen",
  languagesOf: (codes) => names(codes),
  origin: "Basiert auf",
  files: "Dateien",
  uploadersWords: "Vom Anbieter",
  byOthers: "Dasselbe Modell von anderen:",
  perhapsByOthers: "Vielleicht gibt es das Modell bei einem anderen Anbieter.",
  ledOn: (gone, instead) =>
    `Bei ${gone} gibt es das Modell auf Hugging Face nicht mehr. Hier ist dasselbe Modell von ${instead}.`,
  takeFrom: (owner) => `Von ${owner} nehmen`,
  searchModel: "Dieses Modell suchen",
  variantsBy: (count, owner) => `${counted(count, "Variante", "Varianten")} von ${owner}`,
  licence: "Lizenz",
  updated: (then, now) => `aktualisiert ${figures.ago(then, now)}`,
  bundled: "mitgeliefert",
  bundledHint: "Aus der Liste, die Bitloft mitbringt",
  tags: {
    "text-generation": "Text",
    "image-text-to-text": "Text und Bilder",
    "function-calling": "Werkzeuge",
    "tool-use": "Werkzeuge",
    conversational: "Chat",
    code: "Code",
    reasoning: "logisches Denken",
    imatrix: "Wichtigkeitsmatrix",
    moe: "Experten-Mischung",
  },

  problems: {
    "hub-offline": "Hugging Face ist nicht erreichbar.",
    "hub-timeout": "Hugging Face hat nicht rechtzeitig geantwortet.",
    "hub-rate-limited": "Hugging Face begrenzt gerade die Anfragen.",
    "hub-not-found": "Dieses Repository gibt es auf Hugging Face nicht.",
    "hub-gated": "Zuerst den Bedingungen des Modells zustimmen.",
    "hub-bad-token": "Hugging Face nimmt das Zugriffstoken nicht an.",
    "hub-bad-answer": "Unerwartete Antwort von Hugging Face.",
    "hub-refused-address": "Die Adresse von Hugging Face ist nicht zulässig.",
    "unsupported-model": "Die Engine kann dieses Modell nicht ausführen.",
    "incomplete-model": "Nicht alles davon ist nutzbar.",
    "malformed-gguf": "Die Datei ist nicht lesbar.",
    "not-gguf": "Darin ist keine GGUF-Datei, die sich ausführen lässt.",
    other: "Das hat nicht geklappt.",
  },
  actions: {
    retry: "Erneut versuchen",
    token: "Zugriffstoken eintragen",
    page: "Seite öffnen",
    settings: "Adresse von Hugging Face prüfen",
  },
};
