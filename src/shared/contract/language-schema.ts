import { z } from 'zod';
import { LANGUAGES, PSEUDO_LANGUAGE } from './language.ts';

export const languageSchema = z.enum([...LANGUAGES, PSEUDO_LANGUAGE]);
