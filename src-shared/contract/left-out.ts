/** What a request looks like before main has filled in what its sender left out. */
export type LeftOut<T, K extends keyof T> = Omit<T, K> & { [P in K]?: T[P] | undefined };

/** All of it may be left out. */
export type AnyOf<T> = { [K in keyof T]?: T[K] | undefined };

/** Without what was named and left undefined, as a call may have it: that stays as it is. */
export const given = <T extends object>(changes: AnyOf<T>): Partial<T> =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Partial<T>;
