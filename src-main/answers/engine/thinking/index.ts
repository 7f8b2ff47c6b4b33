export { possibleTokens, usual as usualMarks } from "./marks.ts";
export { type Opening, openingOf, openingWithin } from "./opening.ts";
export { PartedAnswer, type PartedText, partText } from "./parted-text.ts";
export { type Part, type PartSink, ThinkingSplitter } from "./thinking-splitter.ts";
