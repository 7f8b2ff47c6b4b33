import type { z } from "zod";

/** A type written out: intersections and aliases of one shape become one type. */
type Plain<T> = T extends object ? { [K in keyof T]: Plain<T[K]> } : T;

/* eslint-disable @typescript-eslint/no-unnecessary-type-parameters -- Only two functions like these are compared by identity. */
/** True for one and the same type, optional and read-only members included. */
type Same<A, B> = (<T>() => T extends Plain<A> ? 1 : 2) extends <T>() => T extends Plain<B> ? 1 : 2 ? true : false;
/* eslint-enable @typescript-eslint/no-unnecessary-type-parameters */

/** The schema itself where it takes and yields exactly these types; else an object that it cannot be. */
export type Held<S extends z.ZodType, Output, Input> =
  Same<z.output<S>, Output> extends true
    ? Same<z.input<S>, Input> extends true
      ? S
      : { "takes something else": never }
    : { "yields something else": never };

/**
 * Holds a schema to the contract's type: one that yields anything else than `Output`, or takes anything else than `Input`
 * (what a sender may leave out differs), does not compile.
 */
export const heldTo =
  <Output, Input = Output>() =>
  <S extends z.ZodType>(schema: S & Held<S, Output, Input>): S =>
    schema;
