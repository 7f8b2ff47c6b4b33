import type { Part, PartSink } from "../thinking/index.ts";

/** Two frames of a 60 Hz screen. Each message wakes main and the window, which take a core from the engine where it has all of them. */
const gatherMs = 32;

export interface DeltaSender {
  send(part: Part, text: string): void;
  /** See `PartSink`. */
  recast(): void;
}

/** Gathers text and sends it at most 30 times a second; the first piece goes at once. */
export class DeltaBatch implements PartSink {
  readonly #sender: DeltaSender;
  #part: Part = "text";
  #text = "";
  #lastSent = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(sender: DeltaSender) {
    this.#sender = sender;
  }

  add(part: Part, text: string): void {
    if (text === "") return;
    if (part !== this.#part) this.flush();
    this.#part = part;
    this.#text += text;
    const wait = this.#lastSent + gatherMs - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  recast(): void {
    this.flush();
    this.#sender.recast();
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#text === "") return;
    this.#lastSent = performance.now();
    const text = this.#text;
    this.#text = "";
    this.#sender.send(this.#part, text);
  }
}
