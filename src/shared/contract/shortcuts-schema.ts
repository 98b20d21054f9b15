import { z } from 'zod';

/**
 * A keyboard shortcut as an Electron accelerator: modifiers, then one key, such as `CommandOrControl+Shift+W`; '' is
 * none. Source: electronjs.org/docs/latest/tutorial/keyboard-shortcuts.
 */
export const keysSchema = z
  .string()
  .max(64)
  .regex(
    /^((CommandOrControl|Control|Alt|Shift|Super)\+)*([^\s+]|[A-Z]\w*)$|^$/,
    'are no keys, such as "Alt+C"',
  );
