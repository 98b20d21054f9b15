import { z } from 'zod';
import { orElse } from '#main/base/or-else.ts';
import type { MoreTime } from '#shared/contract/app-state.ts';

const schema: z.ZodType<MoreTime[]> = z.array(
  z.strictObject({
    agent: z.string(),
    at: z.number().int(),
    seconds: z.number().int().min(0),
    since: z.number().int(),
  }),
);

/** The extensions that a row of `calls` holds. What cannot be read, in a rescued row, counts as none. */
export function readMoreTime(text: string | null): readonly MoreTime[] {
  if (text === null) return [];
  return orElse(() => schema.safeParse(JSON.parse(text)).data ?? [], []);
}
