import { mostSummaryTokens, mostTokensAfterDropping, tokensAfterSummary } from "../../../contract/index.ts";
import { counted } from "../../counted.ts";
import { figures } from "../figures.ts";

/** Of what is left out. */
const reading = (context: number | null): string =>
  context === null
    ? "Each time more is left out, it reads up to three quarters of the context again."
    : `Each time more is left out, it reads up to ${figures.count(mostTokensAfterDropping(context))} tokens again.`;

/** How a conversation asks: presets, instructions, samplers. */
export const asking = {
  instructions: "Instructions",
  answering: "Answering",
  context: "Context",
  more: "More",
  changed: "changed",
  reset: (label: string) => `Reset: ${label}`,
  allBack: "Back to the defaults",
  instructionsReplaced: "Your instructions were replaced.",
  takeBack: "Undo",

  presets: {
    label: (name: string) => `Preset: ${name}`,
    field: "Preset",
    recommended: "Recommended",
    balanced: "Balanced",
    precise: "Precise",
    creative: "Creative",
    code: "Code",
    recommendedBy: { file: "from the model's file", catalogue: "by the model's maker" },
    changed: (name: string) => `${name} · changed`,
    removed: (name: string) => `${name} (deleted)`,
    saveAs: "Save as…",
    saveTo: (name: string) => `Save to “${name}”`,
    undo: (name: string) => `Back to ${name}`,
    begin: (model: string) => `Use for new conversations with ${model}`,
    beginsHere: (model: string) => `Used for new conversations with ${model}`,
    rename: (name: string) => `Rename “${name}”…`,
    delete: (name: string) => `Delete “${name}”`,
    deleted: (name: string) => `“${name}” was deleted. Conversations that use it keep it.`,
    putBack: "Undo",
    saveTitle: "Save as a preset",
    renameTitle: "Rename the preset",
    name: "Name",
    keepsInstructions: "With the instructions of this conversation",
    keepsForm: "With the form of its answers",
    save: "Save",
    cancel: "Cancel",
  },

  temperature: { label: "Temperature", hint: "At 0 the likeliest word is always taken." },
  steady: "steady",
  lively: "lively",
  topP: {
    label: "Top-p",
    hint: "Only the likeliest words that together reach this share are considered. Lower cuts off rare ones.",
  },
  topK: { label: "Top-k", hint: "At most this many words are considered." },
  minP: {
    label: "Min-p",
    hint: "Leaves out words that are this much less likely than the likeliest one. Keeps a lively answer sensible.",
  },
  xtcProbability: {
    label: "XTC: how often",
    hint: "Sometimes leaves out the most obvious words, for less predictable writing. Facts suffer.",
  },
  xtcThreshold: { label: "XTC: from", hint: "A word counts as obvious from this probability on." },
  repeatPenalty: {
    label: "Repeat penalty",
    hint: "Above 1, words that were said lately become less likely. Much of it harms code and lists.",
  },
  presencePenalty: { label: "Presence penalty", hint: "Higher turns to new words and topics." },
  frequencyPenalty: { label: "Frequency penalty", hint: "Higher makes a word rarer each time it is said." },
  repeatTokens: { label: "Look-back", hint: "How much of what was said last those three penalties see." },
  dryStrength: {
    label: "DRY: strength",
    hint: "Keeps the answer from repeating whole runs of words. 0.8 is a good start.",
  },
  dryBase: { label: "DRY: growth", hint: "How fast that grows with a longer repetition." },
  dryAllowedTokens: { label: "DRY: free length", hint: "Repetitions up to this length are left alone." },
  tokenBias: {
    label: "Words to avoid or favour",
    hint: "One per line. A word alone is never written; “word: -3” makes it rarer, “word: 3” likelier. A word of several tokens weighs on each of them.",
    example: "delve\nhowever: -3",
    wrong: (line: number) => `Line ${line}: write a word, or a word, a colon and a number from -100 to 100.`,
  },
  stops: {
    label: "Stop texts",
    hint: "One per line. The answer ends before the first of them; \\n stands for a new line.",
    example: "###",
    tooMany: (most: number, characters: number) => `Up to ${most} texts of up to ${characters} characters.`,
  },
  seed: {
    label: "Seed",
    placeholder: "a new one for each answer",
    hint: "The same seed gives the same answer to the same question.",
  },
  maxTokens: {
    label: "Answer limit",
    placeholder: "until the model stops",
    hint: "The answer is cut off there.",
  },
  off: "off",
  words: (count: number) => counted(count, "word", "words", figures.count(count)),
  tokens: (count: number) => counted(count, "token", "tokens", figures.count(count)),
  tokensUnit: "tokens",
  wholeNumber: (least: number, most: number) =>
    `A whole number from ${figures.count(least)} to ${figures.count(most)}.`,

  thinking: {
    title: "Thinking",
    think: "Think",
    on: "Thinks before it answers. Slower, and better at hard questions.",
    off: "Answers at once.",
    effort: "Effort",
    effortIs: (effort: string) => `Effort: ${effort}`,
    effortHint: "How long it thinks before it answers.",
    usual: (effort: string) => `${effort} (usual)`,
    asUsual: "as the model does",
    efforts: { minimal: "minimal", low: "low", medium: "medium", high: "high", xhigh: "very high", max: "highest" },
    budget: {
      label: "Thinking limit",
      placeholder: "as long as it likes",
      hint: "After this much it has to answer, in the middle of a thought if need be.",
    },
    answerNow: "Answer now",
  },

  form: {
    title: "Answer's form",
    label: "Answers are",
    kinds: { free: "Free text", choice: "One of several", schema: "JSON by a schema" },
    hints: {
      free: "The model writes what it likes.",
      choice: "The model can write nothing but one of these. It may think first.",
      schema: "The model can write nothing but JSON of this form. It may think first.",
    },
    choices: {
      label: "Choices",
      hint: "One per line.",
      starter: ["Yes", "No"],
      wrong: (least: number, most: number, characters: number) =>
        `${figures.count(least)} to ${figures.count(most)} different lines of up to ${figures.count(characters)} characters.`,
    },
    edit: "Edit the form",
    asFields: "Fields",
    asText: "Schema",
    moreThanFields: "This schema is more than a list of fields. Edit it as text.",
    schema: "JSON Schema",
    schemaHint:
      "As far as the engine can enforce it. The model reads it as well, so descriptions help. It writes every field, also those that are not required.",
    field: {
      name: "Name",
      type: "Type",
      types: { text: "Text", number: "Number", "yes-no": "Yes or no", "one-of": "One of", list: "List of texts" },
      values: "Values, one per line",
      description: "Description",
      required: "Required",
      requiredHint: "A field that is not required may be null.",
      add: "Add a field",
      remove: (name: string) => `Remove “${name}”`,
      removeUnnamed: "Remove this field",
      unnamed: "Every field needs a name.",
      twice: (name: string) => `There are two fields named “${name}”.`,
      noValues: (name: string) => `“${name}” needs at least one value.`,
    },
  },

  systemPrompt: "System prompt",
  systemPromptExample: "How the model should behave, such as “Answer briefly, in plain words.”",
  variables: "{{date}}, {{time}}, {{weekday}} and {{model}} are filled in when you ask.",
  whenFull: {
    label: "When the context is full",
    short: "When full",
    policies: {
      stop: "Stop",
      "drop-oldest": "Drop the oldest",
      "drop-middle": "Keep the first question, drop the middle",
      summarise: "Summarise the oldest",
    },
    hints: {
      stop: "The model stops answering until there is room.",
      "drop-oldest": "The model no longer sees the oldest questions and answers. They stay in the conversation.",
      "drop-middle":
        "The model sees the first question with its answer, and the latest ones. All of it stays in the conversation.",
      summarise:
        "When it is nearly full, the model writes a summary of the oldest messages and sees that in their place. You can read it, change it and undo it. The messages stay in the conversation.",
    },
    /** What that takes each time, before the answer; the context's tokens, null where it is not known yet. */
    costs: {
      stop: (_context: number | null) => "",
      "drop-oldest": reading,
      "drop-middle": reading,
      summarise: (context: number | null) =>
        context === null
          ? "Each time it writes up to an eighth of the context for that, and reads about half of it again, before it answers."
          : `Each time it writes up to ${figures.count(mostSummaryTokens(context))} tokens for that, and reads about ${figures.count(tokensAfterSummary(context))} again, before it answers.`,
    },
    summarised: (messages: number) =>
      `For the last answer the model was given a summary of ${counted(messages, "message", "messages", figures.count(messages))}.`,
    summary: {
      line: (messages: number) =>
        `Summarised above · ${counted(messages, "message", "messages", figures.count(messages))}`,
      show: "Show",
      undo: "Undo",
      undone: "The model sees all messages again. When they do not fit, it stops.",
      again: "Summarise again",
      writing: "Summarising the oldest messages…",
      title: "Summary",
      description: (messages: number) =>
        messages === 1
          ? "The model sees this in place of the first message. It stays in the conversation."
          : `The model sees this in place of the first ${figures.count(messages)} messages. They stay in the conversation.`,
      writtenBy: (model: string | null) => `Written by ${model ?? "the model"}.`,
      edited: (model: string | null) => `Written by ${model ?? "the model"}, changed by you.`,
      cost: (tokens: number, read: number) =>
        `It took ${counted(tokens, "token", "tokens", figures.count(tokens))} to write and ${figures.count(read)} to read.`,
      writeAnew: "Have it written anew",
      save: "Save",
    },
    leftOut: (messages: number) =>
      `The model did not see ${counted(messages, "message", "messages", figures.count(messages))} when it wrote the last answer.`,
    line: (messages: number) =>
      `The model no longer sees what is above · ${counted(messages, "message", "messages", figures.count(messages))} left out`,
    lineMiddle: (messages: number) =>
      `Above, the model sees only the first question and its answer · ${counted(messages, "message", "messages", figures.count(messages))} left out`,
    change: "Change",
  },
  contextLength: "Context length",
  contextHint: "A longer one takes more memory. The model is loaded again with the next question.",
  automatic: "Automatic",
  tokensOf: (count: number) => `${figures.count(count)} tokens`,
};

export type AskingWords = typeof asking;
