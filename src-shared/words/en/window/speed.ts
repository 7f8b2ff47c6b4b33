import { typicalOf } from "../../../figures/index.ts";
import { figures } from "../figures.ts";

type Range = readonly [number, number];

/** How fast a model writes: in words for all, in tokens for who knows them. */
export const speed = {
  words: (range: Range) => `~${figures.wordSpeedFigure(typicalOf(range))} words/s`,
  tokens: (range: Range) => figures.speedShort(range),
};

export type SpeedWords = typeof speed;
