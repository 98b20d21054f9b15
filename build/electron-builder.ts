import type { Configuration } from 'electron-builder';

/** Every switch that can be burnt into the binary is decided here: `Required` makes a new one a type error. */
const fuses: Required<NonNullable<Configuration['electronFuses']>> = {
  // The binary is the app and nothing else: not a Node, not a debugger, not a loader of other code.
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
  // Pages come from the app's own scheme.
  grantFileProtocolExtraPrivileges: false,
  // No page sets a cookie; what there might ever be is encrypted.
  enableCookieEncryption: true,
  // There is no snapshot of the main process's own.
  loadBrowserProcessSpecificV8Snapshot: false,
  // Of use only where a signed app is changed and signed again ad hoc.
  resetAdHocDarwinSignature: false,
};

const config: Configuration = {
  appId: 'org.afterword.desktop',
  productName: 'Afterword',
  directories: { buildResources: 'build', output: 'dist' },
  files: ['out/**', '!**/*.map'],
  asar: true,
  // A native module is loaded by the system, which cannot look into an archive.
  asarUnpack: ['**/*.node'],
  // The native module comes as prebuilt Node-API binaries, which fit every Electron.
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
