import { join } from 'node:path';

/** The bare part of a start and of memory: a window with an empty Vue app, for Electron to start. */
export const EMPTY_APP = join(import.meta.dirname, 'empty-app');
/** Electron refuses to start as root with its sandbox. */
export const AS_ROOT = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
