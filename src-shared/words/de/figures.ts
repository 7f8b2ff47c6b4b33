import { figuresIn } from "../../figures/index.ts";

export const locale = "de-DE";

/** Figures as they are written in this language. */
export const figures = figuresIn(locale);
