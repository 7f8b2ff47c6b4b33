import type { Part, PartSink } from "../thinking/index.ts";
import { StopFilter } from "./stop-filter.ts";

/** Ends an answer at a person's own stop texts: in what is said, not in the reasoning before it. */
export class StoppingSink implements PartSink {
  readonly #sink: PartSink;
  readonly #stops: readonly string[];
  #filter: StopFilter;

  constructor(sink: PartSink, stops: readonly string[]) {
    this.#sink = sink;
    this.#stops = stops;
    this.#filter = new StopFilter(stops);
  }

  get stopped(): boolean {
    return this.#filter.stopped;
  }

  add(part: Part, text: string): void {
    if (part === "text") this.#pass(this.#filter.push(text));
    else if (!this.stopped) {
      this.end();
      this.#sink.add(part, text);
    }
  }

  recast(): void {
    this.end();
    this.#filter = new StopFilter(this.#stops);
    this.#sink.recast();
  }

  /** What was held back was no stop after all. */
  end(): void {
    this.#pass(this.#filter.flush());
  }

  #pass(text: string): void {
    if (text !== "") this.#sink.add("text", text);
  }
}
