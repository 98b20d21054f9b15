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

/** The name of the schema of a site's file, in what ships. */
export const SITE_SCHEMA_FILE = 'site-settings.schema.json';

/** The file of a site for its machines: two sections, each with settings. */
export function siteJsonSchema(): object {
  const section = (description: string) => ({ $ref: '#/$defs/settings', description });
  const { $schema, $defs, ...settings } = z.toJSONSchema(settingsSchema, {
    io: 'input',
    unrepresentable: 'any',
  });
  return {
    $schema,
    title: 'Settings of a site for Afterword on its machines',
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      defaults: section('What holds unless the user’s own settings say otherwise'),
      locked: section('What holds, whatever the user and the environment say'),
    },
    additionalProperties: false,
    $defs: { ...$defs, settings },
  };
}
