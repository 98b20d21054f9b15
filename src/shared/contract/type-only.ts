declare const carried: unique symbol;

/**
 * A type in the place of a value. Answers and events come from our own core, so the type checker checks them and
 * nothing does at run time.
 */
export interface TypeOnly<T> {
  readonly [carried]?: T;
}

export type TypeOf<T extends TypeOnly<unknown>> = T extends TypeOnly<infer Type> ? Type : never;

/** Puts a type into a row of the contract, as in `{ input: noInput, output: type<AppState>() }`. */
export const type = <T>(): TypeOnly<T> => ({});
