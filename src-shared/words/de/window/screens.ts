import type { ScreenNames } from "../../en/window/screens.ts";

export const screens: ScreenNames = {
  discover: "Entdecken",
  library: "Bibliothek",
  chat: "Chat",
  compare: "Vergleich",
  lab: "Labor",
  computer: "Dieser Computer",
  downloads: "Downloads",
  settings: "Einstellungen",
  learn: "Grundlagen",
  "first-run": "Willkommen",
};
