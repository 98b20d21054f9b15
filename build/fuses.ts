import type { Configuration } from 'electron-builder';

/** The fuses of the Electron binary. `Required` makes a missing one a type error, so every new fuse is decided here. */
export const FUSES: Required<NonNullable<Configuration['electronFuses']>> = {
  // The binary runs only the app: it cannot be used as Node, be debugged, or load other code.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
  // Pages come from the app's own scheme.
  grantFileProtocolExtraPrivileges: false,
  // No page sets a cookie. If one ever does, it is encrypted.
  enableCookieEncryption: true,
  // The main process has no V8 snapshot of its own.
  loadBrowserProcessSpecificV8Snapshot: false,
  // Needed only if a signed app is changed and then signed ad hoc.
  resetAdHocDarwinSignature: false,
};
