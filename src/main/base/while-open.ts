import { closeSync } from 'node:fs';

/** What `work` gives of an open file or connection, which is closed after it, also if it throws. */
export function whileOpen<O extends number | { close(): void }, T>(open: O, work: (open: O) => T): T {
  try {
    return work(open);
  } finally {
    if (typeof open === 'number') closeSync(open);
    else open.close();
  }
}
