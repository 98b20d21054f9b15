import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const MOST = 100;
const fileSchema = z.strictObject({ ids: z.array(z.string().max(256)).max(MOST) });

/** The notices that need not be shown again on this machine, by their ids. */
export interface DismissedNotices {
  has(id: string): boolean;
  /** Remembers one, as far as the disk lets: what cannot be written is shown again at the next start. */
  add(id: string): void;
}

/** Keeps them beside the settings. An unreadable file counts as none. */
export function dismissedNotices(dataDir: string): DismissedNotices {
  const path = join(dataDir, 'dismissed-notices.json');
  const ids = read(path);
  return {
    has: (id) => ids.has(id),
    add(id) {
      if (ids.has(id)) return;
      ids.add(id);
      try {
        writeFileAtomic.sync(path, `${JSON.stringify({ ids: [...ids].slice(-MOST) })}\n`, { mode: 0o600 });
      } catch {
        // Said above.
      }
    },
  };
}

function read(path: string): Set<string> {
  try {
    return new Set(fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))).ids);
  } catch {
    return new Set();
  }
}
