import type { DesktopWords } from "../en/desktop.ts";

export const desktop: DesktopWords = {
  pickModel: "Modelldatei hinzufügen",
  addToLibrary: "Zur Bibliothek hinzufügen",
  ggufModels: "GGUF-Modelle",
  openAddress: "Diese Adresse im Browser öffnen?",
  open: "Öffnen",
  cancel: "Abbrechen",

  // In the words of macOS.
  menu: {
    about: "Über Bitloft",
    services: "Dienste",
    hide: "Bitloft ausblenden",
    hideOthers: "Andere ausblenden",
    showAll: "Alle einblenden",
    quit: "Bitloft beenden",
    edit: "Bearbeiten",
    undo: "Widerrufen",
    redo: "Wiederholen",
    cut: "Ausschneiden",
    copy: "Kopieren",
    paste: "Einsetzen",
    pasteAsText: "Einsetzen und Stil anpassen",
    delete: "Löschen",
    selectAll: "Alles auswählen",
    view: "Darstellung",
    actualSize: "Originalgröße",
    zoomIn: "Vergrößern",
    zoomOut: "Verkleinern",
    fullScreen: "Vollbild ein/aus",
    window: "Fenster",
    minimize: "Im Dock ablegen",
    zoom: "Zoomen",
    front: "Alle nach vorne bringen",
    closeWindow: "Fenster schließen",
  },
};
