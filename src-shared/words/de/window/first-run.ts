import type { FirstRunWords } from "../../en/window/first-run.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

export const firstRun: FirstRunWords = {
  step: (step, steps) => `Schritt ${step} von ${steps}`,
  welcome: "Willkommen bei Bitloft",
  lead: "Bitloft führt Sprachmodelle auf diesem Computer aus. Alles Geschriebene bleibt hier. Zuerst, was vorhanden ist:",
  notRead: "Die Hardware dieses Computers ließ sich nicht auslesen.",
  tryAgain: "Erneut versuchen",
  processor: "Prozessor",
  usableCores: (cores) => counted(cores, "nutzbarer Kern", "nutzbare Kerne"),
  memory: "Arbeitsspeicher",
  free: (bytes) => `${figures.memory(bytes)} frei`,
  diskFree: (bytes) => `${figures.bytes(bytes)} frei`,
  ofTotal: (bytes) => `von ${figures.memorySize(bytes)}`,
  graphics: "Grafik",
  sharedMemory: "teilt den Arbeitsspeicher des Computers",
  noGraphics: "keine, die Modelle nutzen können",
  onProcessor: "sie laufen auf dem Prozessor",
  disk: "Festplatte",
  reading: "Die Hardware wird ausgelesen",
  seeWhatSuits: "Passende Modelle zeigen",
  skip: "Überspringen",
  whatSuits: "Was zu diesem Computer passt",
  whatSuitsLead:
    "Bekannte Modelle, die hier gut laufen, von schnell bis klug. Eines auswählen, um seine Varianten zu sehen, oder nach einem anderen suchen.",
  nothingSuits: "Von den bekannten Modellen läuft hier keines gut.",
  nothingSuitsText: "Kleinere vielleicht schon. Die Suche zeigt zu jedem, was es bräuchte.",
  searchAnother: "Anderes suchen",
  back: "Zurück",
};
