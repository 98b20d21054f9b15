import { z } from 'zod';
import { type, type TypeOf, type TypeOnly } from '../type-only.ts';

/** A request of the screen: the schema that checks its input, and the type of its answer. */
export interface RequestRow {
  readonly input: z.ZodType;
  readonly output: TypeOnly<unknown>;
}

/** The requests of one feature, by name. */
export type RequestRows = Readonly<Record<string, RequestRow>>;

/** One function for each request. It receives the input after the schema's checks and transformations. */
export type HandlersOf<R extends RequestRows> = {
  readonly [N in keyof R]: (
    input: z.output<R[N]['input']>,
  ) => TypeOf<R[N]['output']> | Promise<TypeOf<R[N]['output']>>;
};

/** For requests without input, and for answers that only report success. */
export const noInput = z.undefined();
export const noOutput: TypeOnly<void> = type();

export const noControlCharacters = z.regex(/^[^\u0000-\u001f\u007f]*$/u, 'has control characters');

/** An id from outside: not empty, not too long, without control characters. Only LCM knows more about its form. */
export const idSchema = z.string().min(1).max(256).check(noControlCharacters);

/**
 * A call's id. Case distinguishes calls. Surrounding blanks do not, since replies are read without them; otherwise a
 * reply could settle another call whose id differs only in blanks.
 */
export const callIdSchema = z.string().trim().pipe(idSchema);

/** The input of a request about a call; some say more. */
export const ofCall = z.strictObject({ callId: callIdSchema });
