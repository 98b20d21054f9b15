/** The command-line switch with which the site's tooling asks whether Afterword can be updated now. */
export const UPDATE_READY_SWITCH = '--update-ready';
