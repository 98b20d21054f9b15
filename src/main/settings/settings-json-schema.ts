import { z } from 'zod';
import { settingsSchema } from './settings-schema.ts';

/** The name of the schema beside the settings file, and in what ships. */
export const SCHEMA_FILE = 'settings.schema.json';

/**
 * The settings as a JSON Schema (draft 2020-12), by which an editor offers their names and marks faults. Rules that JSON
 * Schema cannot say, such as those that compare two settings, are left to Afterword.
 */
export function settingsJsonSchema(): object {
  return {
    ...z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' }),
    title: 'Settings of Afterword',
  };
}
