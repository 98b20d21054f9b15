/** Electron refuses to start as root with its sandbox. */
export const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
