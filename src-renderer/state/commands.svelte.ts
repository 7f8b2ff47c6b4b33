import { createContext } from "svelte";
import { SvelteSet } from "svelte/reactivity";

/** Something that can be done now, as the command palette offers it. */
export interface Command {
  id: string;
  label: string;
  /** Its shortcut, key by key. */
  keys?: readonly string[];
  run: () => void;
}

/** What the screen that is open offers to be done beside its own buttons. */
export class Commands {
  readonly #sources = new SvelteSet<() => readonly Command[]>();

  get all(): readonly Command[] {
    return [...this.#sources].flatMap((offered) => offered());
  }

  /** `offered` is asked whenever somebody looks. Returns the function that takes it back. */
  offer(offered: () => readonly Command[]): () => void {
    this.#sources.add(offered);
    return () => this.#sources.delete(offered);
  }
}

export const [getCommands, setCommands] = createContext<Commands>();
