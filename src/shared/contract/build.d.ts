/** The names of all requests. electron.vite.config.ts and vitest.config.ts put `REQUEST_NAMES` in its place. */
declare const __REQUEST_NAMES__: readonly import('./index.ts').RequestName[];
