import { createContext } from "svelte";
import type { AnyError } from "../../src-shared/words/index.ts";

export interface Toast {
  id: number;
  tone: "info" | "good" | "warn" | "error";
  text: string;
  action: { label: string; onclick: () => void } | null;
}

/** `stays`: until it is dismissed or its action taken. */
type ToastOptions = Partial<Pick<Toast, "tone" | "action"> & { stays: boolean }>;

/** Longer than the slowest reader needs for two sentences; errors stay until they are dismissed or the screen is left. */
const shownMs = 8000;
const maxToasts = 4;

/** Short messages about something that was just done. Components raise them, stores do not. */
export class Toasts {
  #toasts = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  readonly #say: (error: AnyError) => string;

  /** `say`: an error in the language that is read. */
  constructor(say: (error: AnyError) => string) {
    this.#say = say;
  }

  get all(): readonly Toast[] {
    return this.#toasts;
  }

  show(text: string, { tone = "info", action = null, stays = tone === "error" }: ToastOptions = {}): void {
    const toast: Toast = { id: this.#nextId++, tone, text, action };
    // Two that can be taken back are two things, whatever they are called.
    const others = this.#toasts.filter((other) => other.text !== text || other.action !== null);
    this.#toasts = [...others, toast].slice(-maxToasts);
    if (!stays) setTimeout(() => this.dismiss(toast.id), shownMs);
  }

  /** Shows what failed; a cancelled call is not an error and shows nothing. */
  error(error: AnyError, action: Toast["action"] = null): void {
    if (error.code !== "cancelled") this.show(this.#say(error), { tone: "error", action });
  }

  /** Another screen is shown: an error about the last one would only cover it. */
  dismissErrors(): void {
    this.#toasts = this.#toasts.filter((toast) => toast.tone !== "error");
  }

  dismiss(id: number): void {
    this.#toasts = this.#toasts.filter((toast) => toast.id !== id);
  }
}

export const [getToasts, setToasts] = createContext<Toasts>();
