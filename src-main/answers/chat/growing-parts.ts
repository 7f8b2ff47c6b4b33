import type { MessagePart } from "../../../src-shared/contract/index.ts";

/** What has come of an answer: a part ends where one of another kind begins. */
export class GrowingParts {
  #parts: MessagePart[];

  /** `begun`: what there is of it already. */
  constructor(begun: readonly MessagePart[] = []) {
    this.#parts = begun.map((part) => ({ ...part }));
  }

  get all(): readonly MessagePart[] {
    return this.#parts;
  }

  add(kind: MessagePart["kind"], text: string): void {
    if (text === "") return;
    const last = this.#parts.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.#parts.push({ kind, text });
  }

  /** All of it was reasoning, as only its end has shown. */
  recast(): void {
    const texts = this.#parts.map(({ text }) => text.trim()).filter((text) => text !== "");
    this.#parts = texts.length === 0 ? [] : [{ kind: "thinking", text: texts.join("\n\n") }];
  }

  copy(): MessagePart[] {
    return this.#parts.map((part) => ({ ...part }));
  }
}
