import type { LlamaModel, Token } from "node-llama-cpp";
import { type Opening, type PartSink, type Place, ThinkingSplitter } from "../thinking/index.ts";
import { StopFilter } from "./stop-filter.ts";
import { StoppingSink } from "./stopping-sink.ts";
import { TextStream } from "./text-stream.ts";

export interface AnswerEnds {
  /** Texts of the model's own form that end an answer beside its end tokens. */
  stops: readonly string[];
  /** Texts of a person's choice that do, once the answer itself has begun. */
  ownStops: readonly string[];
  /** Tokens that do the same. */
  stopTokens: ReadonlySet<Token>;
  /** Control tokens that mark parts of an answer, by their texts; they leave no trace in the text. */
  marks: ReadonlyMap<Token, string>;
  /** What the prompt has begun. */
  opening: Opening | null;
}

type Model = Pick<LlamaModel, "detokenize" | "isEogToken">;

/** From a model's tokens to the parts of an answer. */
export class AnswerText {
  readonly #model: Model;
  readonly #ends: AnswerEnds;
  readonly #stream: TextStream;
  readonly #filter: StopFilter;
  readonly #splitter: ThinkingSplitter;
  readonly #sink: StoppingSink;

  constructor(model: Model, ends: AnswerEnds, sink: PartSink) {
    this.#model = model;
    this.#ends = ends;
    this.#stream = new TextStream(model);
    this.#filter = new StopFilter(ends.stops);
    this.#sink = new StoppingSink(sink, ends.ownStops);
    this.#splitter = new ThinkingSplitter(this.#sink, ends.opening);
  }

  /** Whether the token ends the answer and does not belong to it. */
  endsWith(token: Token): boolean {
    if (!this.#canEnd(token)) return false;
    const mark = this.#markOf(token);
    return mark === "" || !this.#splitter.endsThinking(mark);
  }

  #canEnd(token: Token): boolean {
    return this.#ends.stopTokens.has(token) || this.#model.isEogToken(token);
  }

  /**
   * llama.cpp makes "<|end|>" of Solar and gpt-oss a token that shows as its own text. "" where the token is not a
   * mark.
   */
  #markOf(token: Token): string {
    return this.#ends.marks.get(token) ?? this.#model.detokenize([token]);
  }

  /** See `ThinkingSplitter`. */
  get thinkingClose(): string | null {
    return this.#splitter.thinkingClose;
  }

  /** See `ThinkingSplitter`. */
  get place(): Place {
    return this.#splitter.place;
  }

  /** False when the text has reached a stop. */
  take(token: Token): boolean {
    // One that could have ended the answer and has not ends its reasoning.
    const mark = this.#canEnd(token) ? this.#markOf(token) : this.#ends.marks.get(token);
    if (mark === undefined) {
      const text = this.#filter.push(this.#stream.push(token));
      if (text !== "") this.#splitter.push(text);
      return !this.#filter.stopped && !this.#sink.stopped;
    }
    this.#stream.reset();
    const held = this.#filter.flush();
    if (held !== "") this.#splitter.push(held);
    this.#splitter.mark(mark);
    return !this.#sink.stopped;
  }

  end(): void {
    this.#splitter.push(this.#filter.flush());
    this.#splitter.end();
    this.#sink.end();
  }
}
