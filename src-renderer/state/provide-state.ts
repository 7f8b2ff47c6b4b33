import type { Bridge } from "../bridge/index.ts";
import { Announcer, Toasts, setAnnouncer, setToasts, setUiWords } from "../ui/index.ts";
import { AppState, setApp } from "./app.svelte.ts";
import { AskingState, setAsking } from "./asking.svelte.ts";
import { BackupState, setBackup } from "./backup.svelte.ts";
import { setBridge } from "./bridge.ts";
import { CatalogState, setCatalog } from "./catalog.svelte.ts";
import { ChatState, setChat } from "./chat.svelte.ts";
import { CompareState, setCompare } from "./compare.svelte.ts";
import { Commands, setCommands } from "./commands.svelte.ts";
import { ConversationImport, setConversationImport } from "./conversation-import.svelte.ts";
import { DownloadsState, setDownloads } from "./downloads.svelte.ts";
import { EngineState, setEngine } from "./engine.svelte.ts";
import { JobsState, setJobs } from "./jobs.svelte.ts";
import { LabState, setLab } from "./lab.svelte.ts";
import { LadderState, setLadder } from "./ladder.svelte.ts";
import { LanguageState, setLanguage } from "./language.svelte.ts";
import { LibraryState, setLibrary } from "./library.svelte.ts";
import { MachineState, setMachine } from "./machine.svelte.ts";
import { ModelStart, setModelStart } from "./model-start.svelte.ts";
import { PromptsState, setPrompts } from "./prompts.svelte.ts";
import { RequestsState } from "./requests.svelte.ts";
import { SettingsState, setSettings } from "./settings.svelte.ts";
import { StoresState, setStores } from "./stores.svelte.ts";
import { SuggestionsState, setSuggestions, setSuggestionsShown } from "./suggestions.svelte.ts";
import { WhatIfState, setWhatIf } from "./what-if.svelte.ts";

/**
 * Makes every state class and puts it into the context of the component that calls it. Returns the function that
 * connects them to main, which in turn returns the one that ends it: `$effect(provideState(bridge).connect)`.
 */
export function provideState(bridge: Bridge): { app: AppState; connect: () => () => void } {
  setBridge(bridge);
  setAnnouncer(new Announcer());
  const app = setApp(new AppState());
  setCommands(new Commands());
  const settings = setSettings(new SettingsState(bridge));
  const language = setLanguage(new LanguageState(settings));
  setToasts(new Toasts((error) => language.sayError(error)));
  setUiWords({
    get words() {
      return language.words.ui;
    },
  });
  const library = new LibraryState(bridge);
  const engine = new EngineState(bridge);
  const downloads = new DownloadsState(bridge);
  const requests = new RequestsState(bridge);
  const jobs = setJobs(new JobsState(bridge));
  setConversationImport(new ConversationImport(bridge, jobs));
  setStores(new StoresState(bridge, jobs));
  const whatIf = setWhatIf(new WhatIfState(bridge));
  const chat = setChat(new ChatState(bridge, { engine, library, downloads, requests }));
  setModelStart(new ModelStart({ app, bridge, chat, downloads, library, settings }));
  const connected = [
    settings,
    language,
    setMachine(new MachineState(bridge)),
    setLibrary(library),
    jobs,
    setCompare(new CompareState(bridge)),
    setBackup(new BackupState(bridge)),
    setLab(new LabState(bridge)),
    setDownloads(downloads),
    setEngine(engine),
    setCatalog(new CatalogState(bridge, whatIf)),
    setLadder(new LadderState(bridge, whatIf)),
    setSuggestions(new SuggestionsState(bridge, language)),
    setSuggestionsShown(new SuggestionsState(bridge, language, whatIf)),
    requests,
    setPrompts(new PromptsState(bridge)),
    chat,
    setAsking(new AskingState(bridge, chat)),
  ];
  return {
    app,
    connect: () => {
      const ends = connected.map((state) => state.connect());
      return () => ends.forEach((end) => end());
    },
  };
}
