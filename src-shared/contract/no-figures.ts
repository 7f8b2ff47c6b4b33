/** What a sentence needs that has no figures. */
export type NoFigures = Record<string, never>;
