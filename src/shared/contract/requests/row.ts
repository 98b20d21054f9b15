import { z } from 'zod';
import { type, type TypeOf, type TypeOnly } from '../type-only.ts';

/** Something that the screen can ask: the schema that checks what it sends, and the type of the answer. */
export interface RequestRow {
  readonly input: z.ZodType;
  readonly output: TypeOnly<unknown>;
}

/** The requests of one feature, by name. */
export type RequestRows = Readonly<Record<string, RequestRow>>;

/** One function for each request. It gets the input as the schema lets it through, transformations included. */
export type HandlersOf<R extends RequestRows> = {
  readonly [N in keyof R]: (
    input: z.output<R[N]['input']>,
  ) => TypeOf<R[N]['output']> | Promise<TypeOf<R[N]['output']>>;
};

/** The input of a request that needs none, and the answer of one that only says whether it succeeded. */
export const noInput = z.undefined();
export const noOutput = type<undefined>();

export const noControlCharacters = z.regex(/^[^\u0000-\u001f\u007f]*$/u, 'has control characters');

/** Ids from outside: not empty, bounded, without control characters; their inside is LCM's business. */
export const idSchema = z.string().min(1).max(256).check(noControlCharacters);

/**
 * A call's id. Upper and lower case tell calls apart. Blanks around it do not, since replies are read without them: two
 * calls that differ only in blanks could be settled by each other's replies.
 */
export const callIdSchema = z.string().trim().pipe(idSchema);
