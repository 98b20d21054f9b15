import { config } from 'zod';

// Zod probes for `eval` when it builds its first schema, and a strict CSP reports that probe as a violation.
// Imported first by every entry, before any module that declares a schema.
config({ jitless: true });
