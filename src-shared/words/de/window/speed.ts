import { typicalOf } from "../../../figures/index.ts";
import type { SpeedWords } from "../../en/window/speed.ts";
import { figures } from "../figures.ts";

export const speed: SpeedWords = {
  words: (range) => `~${figures.wordSpeedFigure(typicalOf(range))} Wörter/s`,
  tokens: (range) => figures.speedShort(range),
};
