export { framesOf, openings, possibleTokens, usual as usualMarks, wrappers } from "./marks.ts";
export { type Opening, openingOf, openingWithin } from "./opening.ts";
export { PartedAnswer, type PartedText, partText } from "./parted-text.ts";
export { type Part, type PartSink, type Place, ThinkingSplitter } from "./thinking-splitter.ts";
