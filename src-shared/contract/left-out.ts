/** What a request looks like before main has filled in what its sender left out. */
export type LeftOut<T, K extends keyof T> = Omit<T, K> & { [P in K]?: T[P] | undefined };

/** All of it may be left out. */
export type AnyOf<T> = { [K in keyof T]?: T[K] | undefined };
