import {
  SCHEMA_FILE,
  settingsJsonSchema,
  SITE_SCHEMA_FILE,
  siteJsonSchema,
} from '#main/settings/settings-json-schema.ts';
import { adml, admx } from './policy-template.ts';

/** The files made from the schema of the settings, by name: for editors, and for Group Policy. */
export function settingsFiles(): [name: string, content: string][] {
  return [
    [SCHEMA_FILE, `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`],
    [SITE_SCHEMA_FILE, `${JSON.stringify(siteJsonSchema(), null, 2)}\n`],
    ['policy/afterword.admx', admx()],
    ['policy/en-US/afterword.adml', adml()],
  ];
}
