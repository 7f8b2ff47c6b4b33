import { counted } from "../../counted.ts";
import { GiB } from "../../../figures/index.ts";
import { figures } from "../figures.ts";

export const settings = {
  subtitle: "Changes are saved as you make them.",
  saved: "Saved",

  appearance: "Appearance",
  theme: "Theme",
  matchSystem: "Match system",
  light: "Light",
  dark: "Dark",
  language: "Language",
  textSize: "Text size",
  textSizes: { small: "Small", normal: "Normal", large: "Large", largest: "Largest" },
  startScreen: "Open with",
  whereLeft: "Where you left",

  models: "Models",
  contextLength: "Context length for new chats",
  tokens: "tokens",
  contextHint: (tokens: number) =>
    `About ${counted(figures.pages(tokens), "page", "pages")}. Longer remembers more and takes more memory.`,
  contextError: "A number from 256 to 1M, as 8192 or 8K.",
  memoryKeptFree: "Memory kept free",
  memoryKeptFreeHint: "Left to other programs: what is free, less this, is available to models.",
  chosenByBitloft: (bytes: number) => `${figures.number(bytes / GiB, 0, 1)}, chosen by Bitloft`,
  gigabytes: "GB",
  gigabytesError: "A size in gigabytes, as 2 or 1.5; or nothing.",
  whenNotLoading: "When a model does not load",
  askWhatToDo: "Ask what to do",
  trySmallerPlans: "Try smaller plans",
  whenUnused: "When a model is not used",
  keepLoaded: "Keep it in memory",
  unloadAfter: (minutes: number) =>
    minutes % 60 === 0 ? `Unload after ${counted(minutes / 60, "hour", "hours")}` : `Unload after ${minutes} minutes`,
  whenUnusedHint: "The next question loads it again by itself, and goes on where the conversation was.",
  titles: "Titles of conversations",
  titlesByModel: "Written by the model",
  titlesOfQuestion: "The first question",
  titlesHint:
    "The model writes one after its first answer, once, while nothing is asked. It never replaces a title of yours.",
  modelsFolder: "New models go to",
  openFolder: "Open",
  changeFolder: "Change…",
  /** Added for those who hear it. */
  ofModelsFolder: " the folder for new models",
  folderHint: "A change moves nothing: models that are here stay where they are, and are found there.",

  huggingFace: "Hugging Face",
  address: "Hugging Face address",
  addressHint: "Empty: huggingface.co. A mirror's address goes here.",
  addressFromEnvironment: (address: string) =>
    `In use: ${address}, set by HF_ENDPOINT. An address typed here goes first.`,
  addressError: "A web address, as https://hf-mirror.com; or nothing.",
  token: "Access token",
  tokenExample: "hf_…",
  tokenSaved: "A token is saved",
  tokenHint: "Only for models that ask for access. It is sent to Hugging Face and nowhere else.",
  saveToken: "Save",
  removeToken: "Remove",
  tokenStored: "The token is saved.",
  tokenRemoved: "The token is removed.",

  connections: "Connections",
  connectionsHint: "Parts fetched at once.",
  simultaneousDownloads: "Downloads at once",
  speedLimit: "Speed limit",
  speedLimitHint: "Empty: no limit.",
  megabytesPerSecond: "MB/s",
  hours: "Hours of the day",
  anyHour: "Any time",
  onlyHours: "Certain hours",
  hoursFrom: "Downloads run from",
  hoursTo: "until",
  hour: (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`,
  hoursHint: "Outside these hours downloads wait, and go on by themselves. A download in the terminal runs at once.",
  notify: "When the last download ends",
  notifyYes: "Notify me",
  notifyNo: "Say nothing",
  speedError: "A speed in megabytes a second, as 10 or 0.5; or nothing.",

  network: {
    title: "Network",
    proxy: "Proxy",
    kinds: { system: "As the system", none: "None", own: "My own" },
    systemHint: "As HTTPS_PROXY or ALL_PROXY says; otherwise as set in the system.",
    noneHint: "Bitloft connects directly, whatever the system says.",
    address: "Proxy address",
    addressExample: "http://proxy.example:8080",
    addressHint:
      "Empty: as the system. Else http, https or socks5, with the user name if it asks for one: http://name@proxy.example:8080",
    addressError: "A proxy's address, as http://proxy.example:8080 or socks5://127.0.0.1:1080; or nothing.",
    passwordElsewhere: "The password has its own field: leave it out of the address.",
    password: "Proxy password",
    passwordSaved: "A password is saved",
    passwordHint:
      "Kept in the system's keychain, for this address alone. Where there is none, Bitloft forgets it when it quits.",
    savePassword: "Save",
    removePassword: "Remove",
    /** Added for those who hear it. */
    ofProxy: " the proxy's password",
    passwordStored: "The password is saved.",
    passwordRemoved: "The password is removed.",
    authority: "Certificate authority",
    authorityOf: (name: string, validUntil: number) => `${name}, valid until ${figures.date(validUntil)}`,
    authorityHint: "For networks that inspect encrypted connections: Bitloft then trusts their certificates as well.",
    chooseAuthority: "Choose…",
    removeAuthority: "No longer trust it",
    authorityRemoved: "Bitloft no longer trusts this authority.",
  },

  data: {
    title: "Your data",
    text: "A backup is one file with your conversations, their attachments, the library's records and these settings. Models and the Hugging Face token are not in it. It is not encrypted: whoever has the file can read it.",
    backUp: "Back up…",
    restore: "Restore…",
    stop: "Stop",
    writing: "Writing the backup…",
    checking: "Checking the backup…",
    written: (fileName: string, sizeBytes: number) => `Wrote ${fileName}, ${figures.bytes(sizeBytes)}.`,
    waiting: (createdAt: number) =>
      `The backup of ${figures.dateTime(createdAt)} is restored when Bitloft is next started`,
    waitingText:
      "It was checked and is whole. Quit Bitloft and start it again. What is here now is put aside then, in a folder of the data folder; models stay where they are.",
    cancelRestore: "Don't restore",
  },

  privacy: "Privacy",
  privacyText:
    "What you write and what models answer stays on this computer. Bitloft goes online only to search and download models and parts of the engine.",

  about: "About",
  version: "Version",
  dataFolder: "Data folder",
  runtime: "Runtime",
  electron: (version: string) => `Electron ${version}`,
  developmentRuntime: "Development runtime",
  developmentRuntimeText: "This Electron is a fall-back for development and tests. Do not use it for daily work.",
  showFirstSteps: "Show the first steps again",
};

export type SettingsWords = typeof settings;
