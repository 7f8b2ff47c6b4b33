import { createContext } from "svelte";
import { SvelteMap } from "svelte/reactivity";
import { readableText } from "./spoken-text.ts";

/** Some voices give up in the middle of a long text. */
const maxUtteranceChars = 250;
const anyWord = new RegExp(`.{1,${maxUtteranceChars}}`, "gsu");

/**
 * Answers read by the system's voice: one that is on this computer. A voice that a service speaks would be sent every word, and is not
 * offered.
 */
export class ReadAloud {
  readonly #synthesis: SpeechSynthesis | null;
  readonly #voices = new SvelteMap<string, SpeechSynthesisVoice>();
  #readingId = $state<string | null>(null);

  constructor(synthesis: SpeechSynthesis | null = globalThis.speechSynthesis ?? null) {
    this.#synthesis = synthesis;
    this.#take();
    // Many a system tells its voices only after it was asked.
    synthesis?.addEventListener("voiceschanged", this.#take);
  }

  /** The message that is being read. */
  get readingId(): string | null {
    return this.#readingId;
  }

  /** Whether this computer can speak by itself. */
  get hasVoice(): boolean {
    return this.#voices.size > 0;
  }

  /** `language` in which the voice is looked for first; code is left out, and `code` is said in its place. */
  read(id: string, markdown: string, { language, code }: { language: string; code: string }): void {
    this.stop();
    const voice = this.#voices.get(language) ?? this.#voices.values().next().value;
    const pieces = inPieces(readableText(markdown, code));
    if (this.#synthesis === null || voice === undefined || pieces.length === 0) return;
    this.#readingId = id;
    for (const [at, piece] of pieces.entries()) {
      const utterance = new SpeechSynthesisUtterance(piece);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      const done = (): void => {
        if (this.#readingId === id) this.#readingId = null;
      };
      if (at === pieces.length - 1) utterance.onend = done;
      utterance.onerror = done;
      this.#synthesis.speak(utterance);
    }
  }

  stop(): void {
    this.#readingId = null;
    this.#synthesis?.cancel();
  }

  close(): void {
    this.stop();
    this.#synthesis?.removeEventListener("voiceschanged", this.#take);
  }

  readonly #take = (): void => {
    this.#voices.clear();
    for (const voice of this.#synthesis?.getVoices() ?? []) {
      const [language = ""] = voice.lang.toLowerCase().split(/[-_]/);
      if (voice.localService && !this.#voices.has(language)) this.#voices.set(language, voice);
    }
  };
}

/** By sentences, and where one is too long by words; scripts that put no spaces between words are cut where they end a sentence, or anywhere. */
function inPieces(text: string): string[] {
  const words = text.split(/ |(?<=[。！？])/u).flatMap((word) => word.match(anyWord) ?? []);
  const pieces: string[] = [];
  let piece = "";
  for (const word of words) {
    if (piece !== "" && (piece.length + word.length >= maxUtteranceChars || /[.!?。！？:]$/.test(piece))) {
      pieces.push(piece);
      piece = "";
    }
    piece += piece === "" ? word : ` ${word}`;
  }
  return piece === "" ? pieces : [...pieces, piece];
}

export const [getReadAloud, setReadAloud] = createContext<ReadAloud>();
