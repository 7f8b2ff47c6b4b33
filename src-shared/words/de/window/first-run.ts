import type { FirstRunWords } from "../../en/window/first-run.ts";
import { lazy } from "../../../figures/index.ts";
import { counted } from "../../counted.ts";
import { programNames } from "../../program-names.ts";
import { figures } from "../figures.ts";

const lists = lazy(() => new Intl.ListFormat("de", { type: "conjunction" }));

export const firstRun: FirstRunWords = {
  step: (step, steps) => `Schritt ${step} von ${steps}`,
  welcome: "Willkommen bei Bitloft",
  lead: "Bitloft führt Sprachmodelle auf diesem Computer aus. Alles Geschriebene bleibt hier. Zuerst, was vorhanden ist:",
  notRead: "Die Hardware dieses Computers ließ sich nicht auslesen.",
  tryAgain: "Erneut versuchen",
  processor: "Prozessor",
  usableCores: (cores) => counted(cores, "nutzbarer Kern", "nutzbare Kerne"),
  memory: "Arbeitsspeicher",
  total: (bytes) => figures.memorySize(bytes),
  free: (bytes) => `${figures.memory(bytes)} frei`,
  diskFree: (bytes) => `${figures.bytes(bytes)} frei`,
  graphics: "Grafik",
  sharedMemory: "teilt den Arbeitsspeicher des Computers",
  noGraphics: "keine, die Modelle nutzen können",
  onProcessor: "sie laufen auf dem Prozessor",
  disk: "Festplatte",
  speed: "Speichertempo",
  measuring: "wird gemessen",
  measured: (bytesPerSecond) => `${figures.bytes(bytesPerSecond)} pro Sekunde`,
  notMeasured: "ließ sich nicht messen",
  notFound: "nicht gefunden",
  reading: "Die Hardware wird ausgelesen",
  found: "Die Hardware ist ausgelesen.",
  small: "Hier laufen nur wenige Modelle gut. Der nächste Schritt zeigt, welche.",
  elsewhere: (programs, models, bytes) => {
    const names = lists().format(programs.map((program) => programNames[program]));
    const hold = programs.length === 1 ? "hat" : "haben";
    return `${names} ${hold} ${counted(models, "Modell", "Modelle")}, ${figures.bytes(bytes)}.`;
  },
  useThem: (models) => (models === 1 ? "Dort nutzen, wo es liegt" : "Dort nutzen, wo sie liegen"),
  seeWhatSuits: "Passende Modelle zeigen",
  skip: "Überspringen",
  whatSuits: "Was zu diesem Computer passt",
  back: "Zurück",
};
