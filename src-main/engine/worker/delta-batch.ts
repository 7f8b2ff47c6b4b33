/** About a frame: a faster stream would only cost messages. */
const frameMs = 16;

/** Gathers text and sends it at most once a frame; the first piece goes at once. */
export class DeltaBatch {
  readonly #send: (text: string) => void;
  #text = "";
  #lastSent = -Infinity;
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (text: string) => void) {
    this.#send = send;
  }

  push(text: string): void {
    if (text === "") return;
    this.#text += text;
    const wait = this.#lastSent + frameMs - performance.now();
    if (wait <= 0) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), wait);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#text === "") return;
    this.#lastSent = performance.now();
    const text = this.#text;
    this.#text = "";
    this.#send(text);
  }
}
