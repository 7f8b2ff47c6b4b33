import type { SettingsWords } from "../../en/window/settings.ts";
import { counted } from "../../counted.ts";
import { GiB } from "../../../figures/index.ts";
import { figures } from "../figures.ts";

export const settings: SettingsWords = {
  subtitle: "Änderungen werden sofort gespeichert.",
  saved: "Gespeichert",

  appearance: "Darstellung",
  theme: "Design",
  matchSystem: "Wie das System",
  light: "Hell",
  dark: "Dunkel",
  language: "Sprache",
  textSize: "Textgröße",
  textSizes: { small: "Klein", normal: "Normal", large: "Groß", largest: "Sehr groß" },
  startScreen: "Beim Start zeigen",
  whereLeft: "Wie zuletzt",

  models: "Modelle",
  contextLength: "Kontextlänge für neue Chats",
  tokens: "Token",
  contextHint: (tokens) =>
    `Etwa ${counted(figures.pages(tokens), "Seite", "Seiten")}. Ein längerer Kontext behält mehr im Blick und braucht mehr Speicher.`,
  contextError: "Eine Zahl von 256 bis 1M, etwa 8192 oder 8K.",
  memoryKeptFree: "Arbeitsspeicher-Reserve",
  memoryKeptFreeHint: "Bleibt für andere Programme: Was frei ist, abzüglich dieses Werts, ist für Modelle verfügbar.",
  chosenByBitloft: (bytes) => `${figures.number(bytes / GiB, 0, 1)}, von Bitloft gewählt`,
  gigabytes: "GB",
  gigabytesError: "Eine Größe in Gigabyte, etwa 2 oder 1,5; oder nichts.",
  whenNotLoading: "Wenn ein Modell nicht lädt",
  askWhatToDo: "Nachfragen",
  trySmallerPlans: "Sparsamer versuchen",
  whenUnused: "Wenn ein Modell nicht gebraucht wird",
  keepLoaded: "Im Arbeitsspeicher lassen",
  unloadAfter: (minutes) =>
    minutes % 60 === 0
      ? `Nach ${counted(minutes / 60, "Stunde", "Stunden")} entladen`
      : `Nach ${minutes} Minuten entladen`,
  whenUnusedHint: "Die nächste Frage lädt es von selbst wieder, und die Unterhaltung geht weiter, wo sie war.",
  titles: "Titel der Unterhaltungen",
  titlesByModel: "Vom Modell",
  titlesOfQuestion: "Die erste Frage",
  titlesHint:
    "Das Modell schreibt ihn einmal, nach seiner ersten Antwort, solange nichts gefragt wird. Einen eigenen Titel ersetzt es nie.",
  modelsFolder: "Neue Modelle kommen nach",
  openFolder: "Öffnen",
  changeFolder: "Ändern …",
  ofModelsFolder: ": Ordner für neue Modelle",
  folderHint: "Eine Änderung verschiebt nichts: Vorhandene Modelle bleiben, wo sie sind, und werden dort gefunden.",

  huggingFace: "Hugging Face",
  address: "Adresse von Hugging Face",
  addressHint: "Leer: huggingface.co. Hier kann die Adresse eines Spiegels stehen.",
  addressFromEnvironment: (address) => `In Gebrauch: ${address}, aus HF_ENDPOINT. Eine Adresse hier hat Vorrang.`,
  addressError: "Eine Webadresse, etwa https://hf-mirror.com; oder nichts.",
  token: "Zugriffstoken",
  tokenExample: "hf_…",
  tokenSaved: "Ein Token ist gespeichert",
  tokenHint: "Nur für Modelle, die eine Freigabe verlangen. Geht an Hugging Face und sonst nirgendwohin.",
  saveToken: "Speichern",
  removeToken: "Entfernen",
  tokenStored: "Das Token ist gespeichert.",
  tokenRemoved: "Das Token ist entfernt.",

  connections: "Verbindungen",
  connectionsHint: "So viele Teile kommen gleichzeitig.",
  simultaneousDownloads: "Gleichzeitige Downloads",
  speedLimit: "Höchstgeschwindigkeit",
  speedLimitHint: "Leer: unbegrenzt.",
  megabytesPerSecond: "MB/s",
  hours: "Uhrzeit",
  anyHour: "Jederzeit",
  onlyHours: "Bestimmte Zeiten",
  hoursFrom: "Downloads laufen ab",
  hoursTo: "bis",
  hour: (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
  hoursHint:
    "Außerhalb dieser Zeit warten Downloads und gehen dann von selbst weiter. Ein Download im Terminal läuft sofort.",
  notify: "Wenn der letzte Download endet",
  notifyYes: "Benachrichtigen",
  notifyNo: "Nichts melden",
  speedError: "Eine Geschwindigkeit in Megabyte pro Sekunde, etwa 10 oder 0,5; oder nichts.",

  network: {
    title: "Netzwerk",
    proxy: "Proxy",
    kinds: { system: "Wie im System", none: "Keiner", own: "Eigener" },
    systemHint: "Wie in HTTPS_PROXY oder ALL_PROXY angegeben, sonst wie in den Systemeinstellungen.",
    noneHint: "Bitloft verbindet sich direkt, was auch immer im System eingestellt ist.",
    address: "Adresse des Proxys",
    addressExample: "http://proxy.example:8080",
    addressHint:
      "Leer: wie im System. Sonst http, https oder socks5, mit dem Benutzernamen, falls einer verlangt wird: http://name@proxy.example:8080",
    addressError: "Die Adresse eines Proxys, etwa http://proxy.example:8080 oder socks5://127.0.0.1:1080; oder nichts.",
    passwordElsewhere: "Das Passwort hat ein eigenes Feld: bitte aus der Adresse weglassen.",
    password: "Passwort des Proxys",
    passwordSaved: "Ein Passwort ist gespeichert",
    passwordHint:
      "Liegt im Schlüsselbund des Systems und gilt nur für diese Adresse. Gibt es keinen, vergisst Bitloft es beim Beenden.",
    savePassword: "Speichern",
    removePassword: "Entfernen",
    ofProxy: " des Passworts für den Proxy",
    passwordStored: "Das Passwort ist gespeichert.",
    passwordRemoved: "Das Passwort ist entfernt.",
    authority: "Zertifizierungsstelle",
    authorityOf: (name, validUntil) => `${name}, gültig bis ${figures.date(validUntil)}`,
    authorityHint:
      "Für Netzwerke, die verschlüsselte Verbindungen prüfen: Bitloft vertraut dann auch deren Zertifikaten.",
    chooseAuthority: "Auswählen …",
    removeAuthority: "Nicht mehr vertrauen",
    authorityRemoved: "Bitloft vertraut dieser Zertifizierungsstelle nicht mehr.",
  },

  data: {
    title: "Eigene Daten",
    text: "Eine Sicherung ist eine Datei mit den Unterhaltungen, ihren Anhängen, den Einträgen der Bibliothek und diesen Einstellungen. Modelle und das Token für Hugging Face sind nicht dabei. Sie ist nicht verschlüsselt: Wer die Datei hat, kann sie lesen.",
    backUp: "Sichern …",
    restore: "Wiederherstellen …",
    stop: "Abbrechen",
    writing: "Die Sicherung wird geschrieben …",
    checking: "Die Sicherung wird geprüft …",
    written: (fileName, sizeBytes) => `${fileName} ist geschrieben, ${figures.bytes(sizeBytes)}.`,
    waiting: (createdAt) =>
      `Die Sicherung vom ${figures.dateTime(createdAt)} wird beim nächsten Start von Bitloft wiederhergestellt`,
    waitingText:
      "Sie ist geprüft und vollständig. Dazu Bitloft beenden und neu starten. Was jetzt hier ist, kommt dann in einen eigenen Ordner im Datenordner; Modelle bleiben, wo sie sind.",
    cancelRestore: "Nicht wiederherstellen",
  },

  privacy: "Privatsphäre",
  privacyText:
    "Was geschrieben wird und was Modelle antworten, bleibt auf diesem Computer. Online geht Bitloft nur, um Modelle und Teile der Engine zu suchen und herunterzuladen.",

  about: "Über Bitloft",
  version: "Version",
  dataFolder: "Datenordner",
  runtime: "Laufzeitumgebung",
  electron: (version) => `Electron ${version}`,
  developmentRuntime: "Entwicklungsumgebung",
  developmentRuntimeText:
    "Dieses Electron ist nur ein Ersatz für Entwicklung und Tests, nicht für die tägliche Arbeit.",
  showFirstSteps: "Erste Schritte erneut zeigen",
};
