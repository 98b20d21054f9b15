/** Writes the JSON Schema of the settings into `out`, from where the installer takes it. Part of `npm run build`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SCHEMA_FILE, settingsJsonSchema } from '#main/settings/settings-json-schema.ts';

const folder = resolve(import.meta.dirname, '../out');
mkdirSync(folder, { recursive: true });
writeFileSync(resolve(folder, SCHEMA_FILE), `${JSON.stringify(settingsJsonSchema(), null, 2)}\n`);
