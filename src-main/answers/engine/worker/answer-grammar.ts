import type { LlamaGrammar, LlamaGrammarEvaluationState } from "node-llama-cpp";
import { type AnswerForm, readAnswerSchema } from "../../../../src-shared/contract/index.ts";
import { type Place, framesOf, openings, wrappers } from "../thinking/index.ts";
import {
  type AnswerRules,
  type Around,
  grammarText,
  librarySchema,
  rulesOfChoices,
  rulesOfLibrary,
} from "./grammar-text.ts";
import type { LoadedModel } from "./loaded-model.ts";

type Loaded = Pick<LoadedModel, "llama" | "model">;

/**
 * Holds an answer to its form. Reasoning is free: while the model thinks there is no grammar, and where it has not begun to, the grammar
 * lets it.
 */
export class AnswerGrammar {
  readonly #loaded: Loaded;
  readonly #rules: AnswerRules;
  readonly #isToken: (mark: string) => boolean;
  readonly #newState: (grammar: LlamaGrammar) => LlamaGrammarEvaluationState;
  readonly #made = new Map<string, LlamaGrammar>();
  #state: LlamaGrammarEvaluationState | null = null;

  private constructor(
    loaded: Loaded,
    rules: AnswerRules,
    isToken: (mark: string) => boolean,
    newState: (grammar: LlamaGrammar) => LlamaGrammarEvaluationState,
  ) {
    this.#loaded = loaded;
    this.#rules = rules;
    this.#isToken = isToken;
    this.#newState = newState;
  }

  /** Null for an answer in free words. `isToken`: whether the model has this mark as one token. */
  static async of(loaded: Loaded, form: AnswerForm, isToken: (mark: string) => boolean): Promise<AnswerGrammar | null> {
    if (form.kind === "free") return null;
    const { LlamaGrammarEvaluationState } = await import("node-llama-cpp");
    const rules = form.kind === "choice" ? rulesOfChoices(form.choices) : await rulesOfSchema(loaded, form.schema);
    return new AnswerGrammar(
      loaded,
      rules,
      isToken,
      (grammar) => new LlamaGrammarEvaluationState({ model: loaded.model, grammar }),
    );
  }

  /** What the next token is held to; undefined while the model thinks. It goes on from call to call. */
  async next(place: Place): Promise<LlamaGrammarEvaluationState | undefined> {
    if (place.mode === "thinking") {
      this.#state = null;
      return undefined;
    }
    this.#state ??= this.#newState(await this.#grammarFor(place));
    return this.#state;
  }

  async #grammarFor(place: Place): Promise<LlamaGrammar> {
    const text = grammarText(this.#rules, this.#around(place));
    const made = this.#made.get(text) ?? (await this.#loaded.llama.createGrammar({ grammar: text }));
    this.#made.set(text, made);
    return made;
  }

  #around({ mode, framed, hadThinking }: Place): Around {
    const isFirst = !hadThinking && mode !== "text";
    if (framed) {
      const { begin, answer, thinking } = framesOf(this.#isToken);
      const header = mode === "text" ? "" : mode === "header" ? answer : begin + answer;
      return { openings: isFirst ? [thinking] : [], wrappers: [], header };
    }
    return {
      openings: isFirst ? openings.filter(this.#isToken) : [],
      wrappers: mode === "text" ? [] : wrappers.filter(({ open }) => this.#isToken(open)),
      header: "",
    };
  }
}

async function rulesOfSchema({ llama }: Loaded, text: string): Promise<AnswerRules> {
  const read = readAnswerSchema(text);
  // Checked with the command already.
  if ("fault" in read) throw new Error(read.fault.key);
  return rulesOfLibrary((await llama.createGrammarForJsonSchema(librarySchema(read.schema))).grammar);
}
