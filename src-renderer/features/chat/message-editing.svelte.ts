/** A message that may be edited where it stands. */
export class MessageEditing {
  readonly #onFailed: (thrown: unknown) => void;
  #isOpen = $state(false);
  /** What was typed in its place and could not be kept. */
  #typed = $state<string | null>(null);

  constructor(onFailed: (thrown: unknown) => void) {
    this.#onFailed = onFailed;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }
  get typed(): string | null {
    return this.#typed;
  }

  begin(): void {
    this.#isOpen = true;
  }

  cancel(): void {
    this.#isOpen = false;
    this.#typed = null;
  }

  /** Closes the field while `act` does something with what was typed; one that fails opens it again with that. */
  async leave(text: string, act: () => Promise<void>): Promise<void> {
    this.#isOpen = false;
    this.#typed = text;
    try {
      await act();
      this.#typed = null;
    } catch (thrown) {
      this.#isOpen = true;
      this.#onFailed(thrown);
    }
  }
}
