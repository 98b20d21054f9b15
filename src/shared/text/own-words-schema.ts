import { z } from 'zod';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import type { OwnWords } from './own-words.ts';

const words = z.string().min(1).max(500);
const fault: SettingFault = 'notWords';

/** {@link OwnWords} in the settings file. */
export const ownWordsSchema = z.union(
  [words, z.record(z.string(), words).refine((each) => Object.keys(each).length > 0, fault)],
  fault,
) satisfies z.ZodType<OwnWords>;
