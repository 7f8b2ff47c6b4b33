import { createContext } from "svelte";

/** Says things to screen readers that are seen on the screen without being asked for. Said twice, it is read twice. */
export class Announcer {
  #message = $state("");
  #turn = false;

  get message(): string {
    return this.#message;
  }

  announce(text: string): void {
    // A live region is read when its text changes; an invisible difference makes a repeated text a change.
    this.#turn = !this.#turn;
    this.#message = this.#turn ? text : `${text}\u00a0`;
  }
}

export const [getAnnouncer, setAnnouncer] = createContext<Announcer>();
