/** The command-line switch that erases a contact in place of starting. */
export const ERASE_SWITCH = '--erase-contact';
