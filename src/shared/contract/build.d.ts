/** The names of all requests (`REQUEST_NAMES`), which electron.vite.config.ts and vitest.config.ts write in its place. */
declare const __REQUEST_NAMES__: readonly import('./index.ts').RequestName[];
