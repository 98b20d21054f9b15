import { z } from 'zod';

/**
 * Keys pressed together, as Electron writes an accelerator: modifiers and then one key, such as
 * `CommandOrControl+Shift+W`; '' is none. Source: electronjs.org/docs/latest/tutorial/keyboard-shortcuts.
 */
export const keysSchema = z
  .string()
  .max(64)
  .regex(
    /^((CommandOrControl|Control|Alt|Shift|Super)\+)*([^\s+]|[A-Z]\w*)$|^$/,
    'are no keys, such as "Alt+C"',
  );
