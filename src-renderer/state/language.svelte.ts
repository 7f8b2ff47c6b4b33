import { createContext } from "svelte";
import type {
  CapabilityBand,
  CapabilityBasis,
  DatabaseNotice,
  FitAccuracy,
  LanguageCode,
  ModelJob,
  Purpose,
  AnyError,
  PlanChange,
  QualityBand,
  Standing,
  Statement,
  SuggestionRole,
} from "../../src-shared/contract/index.ts";
import type { Figures } from "../../src-shared/figures/index.ts";
import {
  type WindowWords,
  chooseLanguage,
  languageOf,
  languages,
  say,
  sayAccuracy,
  sayAll,
  sayBand,
  sayPurpose,
  sayChanges,
  sayDatabaseNotice,
  sayError,
  sayVerdict,
  windowWords,
} from "../../src-shared/words/index.ts";
import type { SettingsState } from "./settings.svelte.ts";

/** The language in which the window speaks now: by the setting, else the system's. All that is read of it changes with it. */
export class LanguageState {
  readonly #settings: Pick<SettingsState, "language">;
  #system = $state(navigator.language);
  #reads = $state.raw<readonly string[]>(navigator.languages);
  readonly #code = $derived.by(() => chooseLanguage(this.#settings.language, [this.#system]));
  readonly #spoken = $derived.by((): readonly string[] => {
    const chosen = this.#settings.language === "system" ? [] : [this.#settings.language];
    const codes = [...chosen, this.#system, ...this.#reads].map(languageOf);
    return codes.filter((code, at) => code !== "" && codes.indexOf(code) === at);
  });

  constructor(settings: Pick<SettingsState, "language">) {
    this.#settings = settings;
  }

  /** Follows the system while the window is open. Returns the function that ends it. */
  connect(): () => void {
    const changed = (): void => {
      this.#system = navigator.language;
      this.#reads = navigator.languages;
    };
    addEventListener("languagechange", changed);
    return () => removeEventListener("languagechange", changed);
  }

  get code(): LanguageCode {
    return this.#code;
  }

  /** The reader's languages, the first first, without their countries: "de", "en". */
  get spoken(): readonly string[] {
    return this.#spoken;
  }

  /** The screens' own texts. */
  get words(): WindowWords {
    return windowWords[this.#code];
  }

  /** Figures as they are written in this language. */
  get figures(): Figures {
    return languages[this.#code].figures;
  }

  say(statement: Statement): string {
    return say(statement, languages[this.#code]);
  }

  sayAll(statements: readonly Statement[]): string {
    return sayAll(statements, languages[this.#code]);
  }

  sayError(error: AnyError): string {
    return sayError(error, languages[this.#code]);
  }

  sayChanges(changes: readonly PlanChange[]): string {
    return sayChanges(changes, languages[this.#code]);
  }

  sayVerdict(verdict: Standing): string {
    return sayVerdict(verdict, languages[this.#code]);
  }

  sayJob(job: ModelJob): string {
    return languages[this.#code].jobs[job];
  }

  /** How capable a model is, in a word or two. */
  sayCapability(band: CapabilityBand): string {
    return languages[this.#code].capabilityBands[band];
  }

  /** Where its band comes from. */
  sayCapabilityBasis(basis: CapabilityBasis): string {
    return languages[this.#code].capabilityBases[basis];
  }

  saySuggestionRole(role: SuggestionRole): string {
    return languages[this.#code].suggestionRoles[role];
  }

  sayPurpose(purpose: Purpose): string {
    return sayPurpose(purpose, languages[this.#code]);
  }

  sayBand(band: QualityBand): string {
    return sayBand(band, languages[this.#code]);
  }

  sayDatabaseNotice(notice: DatabaseNotice): { title: string; text: string } {
    return sayDatabaseNotice(notice, languages[this.#code]);
  }

  sayAccuracy(accuracy: FitAccuracy): string {
    return sayAccuracy(accuracy, languages[this.#code]);
  }
}

export const [getLanguage, setLanguage] = createContext<LanguageState>();
