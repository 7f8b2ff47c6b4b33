import { SvelteMap } from "svelte/reactivity";

/** Longer than the message that offers to take it back is shown. */
const undoMs = 10_000;

interface Waiting {
  timer: ReturnType<typeof setTimeout>;
  /** Removes it, or says that it stays. */
  end: (removed: boolean) => void;
}

/**
 * Things that a person has removed and may still have back: they are gone from the window, and main keeps them until the time is over. A
 * window that closes removes them at once; one that dies leaves them.
 */
export class Removals {
  /** Null while main is asked to remove it. */
  readonly #gone = new SvelteMap<string, Waiting | null>();

  /** Not shown any more. */
  has(id: string): boolean {
    return this.#gone.has(id);
  }

  get none(): boolean {
    return this.#gone.size === 0;
  }

  /** What is gone from the window, and perhaps not from main. */
  get ids(): string[] {
    return [...this.#gone.keys()];
  }

  /** Whether it was removed in the end. What `remove` throws is thrown, and the thing is shown again. */
  async after(id: string, remove: () => Promise<void>): Promise<boolean> {
    if (this.has(id)) return false;
    try {
      const isMeant = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => this.#end(id, true), undoMs);
        this.#gone.set(id, { timer, end: resolve });
      });
      if (isMeant) await remove();
      return isMeant;
    } finally {
      this.#gone.delete(id);
    }
  }

  /** False when it is too late. */
  undo(id: string): boolean {
    return this.#end(id, false);
  }

  /** The window goes: what was removed is removed now. */
  flush(): void {
    for (const id of [...this.#gone.keys()]) this.#end(id, true);
  }

  #end(id: string, removed: boolean): boolean {
    const waiting = this.#gone.get(id) ?? null;
    if (waiting === null) return false;
    clearTimeout(waiting.timer);
    this.#gone.set(id, null);
    waiting.end(removed);
    return true;
  }
}
