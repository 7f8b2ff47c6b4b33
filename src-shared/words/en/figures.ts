import { figuresIn } from "../../figures/index.ts";

export const locale = "en-US";

/** Figures as they are written in this language. */
export const figures = figuresIn(locale);
