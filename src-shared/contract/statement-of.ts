/** What is said by one of some keys, with the figures that go with it. */
export type StatementOf<Figures, Key extends keyof Figures = keyof Figures> = {
  [K in Key]: { key: K; figures: Figures[K] };
}[Key];
