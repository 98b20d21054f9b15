import { join } from 'node:path';
import { z } from 'zod';
import { keptFile } from './kept-file.ts';

const MAX_NOTICES = 100;
const fileSchema = z.strictObject({ ids: z.array(z.string().max(256)).max(MAX_NOTICES) });

/** The ids of the notices that are not shown again on this machine. */
export interface DismissedNotices {
  has(id: string): boolean;
  /** Remembers a notice. If it cannot be written, the notice is shown again at the next start. */
  add(id: string): void;
}

/** Keeps them beside the settings. An unreadable file counts as empty. */
export function dismissedNotices(dataDir: string): DismissedNotices {
  const file = keptFile(join(dataDir, 'dismissed-notices.json'), fileSchema);
  const ids = new Set(file.read()?.ids);
  return {
    has: (id) => ids.has(id),
    add(id) {
      if (ids.has(id)) return;
      ids.add(id);
      try {
        file.write({ ids: [...ids].slice(-MAX_NOTICES) });
      } catch {
        // It is shown again at the next start.
      }
    },
  };
}
