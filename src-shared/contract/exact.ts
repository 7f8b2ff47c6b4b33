/** True where each is the other; else nothing has this type. */
export type Exact<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
