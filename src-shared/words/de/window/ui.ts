import type { UiWords } from "../../en/window/ui.ts";

export const ui: UiWords = {
  close: "Schließen",
  dismiss: "Ausblenden",
  notifications: "Meldungen",
};
