import type { Configuration } from 'electron-builder';

/** The fuses of the Electron binary. `Required` makes a missing one a type error, so every new fuse is decided here. */
const fuses: Required<NonNullable<Configuration['electronFuses']>> = {
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

const config: Configuration = {
  appId: 'org.afterword.desktop',
  productName: 'Afterword',
  directories: { buildResources: 'build', output: 'dist' },
  files: ['out/**', '!**/*.map'],
  // Beside the archive, where editors can read it.
  extraResources: [{ from: 'out/settings.schema.json', to: 'settings.schema.json' }],
  asar: true,
  // The operating system loads native modules and cannot read them from an archive.
  asarUnpack: ['**/*.node'],
  // The native module has prebuilt Node-API binaries, which work with every Electron.
  npmRebuild: false,
  protocols: [{ name: 'Afterword wrap-up', schemes: ['afterword'] }],
  electronFuses: fuses,
  linux: {
    target: ['deb', 'AppImage'],
    executableName: 'afterword',
    category: 'Office',
    maintainer: 'The Afterword team <team@afterword.invalid>',
    synopsis: 'Wrap-up companion of a softphone',
    icon: 'build/icons/app',
  },
  win: { target: ['nsis'], icon: 'build/icons/icon.ico' },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  mac: {
    target: ['dmg'],
    category: 'public.app-category.business',
    icon: 'build/icons/icon.icns',
    hardenedRuntime: true,
  },
};

export default config;
