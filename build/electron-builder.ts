import { env } from 'node:process';
import type { Configuration } from 'electron-builder';
import { FUSES } from './fuses.ts';
import { publisher } from './publisher.ts';
import { signing } from './signing.ts';
import { addMaterials, listHashes } from './materials.ts';

const { win, mac, suffix, updatesItself } = signing(env);
const { maintainer, homepage } = publisher(env);
const nameOf = (ending: string): string => `Afterword-\${version}-\${os}-\${arch}${ending}.\${ext}`;

/** What is made, how it is signed and how it is released: docs/releasing.md. */
const config: Configuration = {
  appId: 'org.afterword.desktop',
  productName: 'Afterword',
  copyright: 'Copyright © 2026 The Afterword team',
  directories: { buildResources: 'build', output: 'dist' },
  // The builder packs the whole project if a list of this kind stands in the section of a platform.
  files: [
    'out/**',
    // The browser host runs under Node, which the fuses of the package switch off.
    '!out/main/browser-host.js',
    '!**/*.map',
    '!out/*/licenses.json',
    '!out/{*.schema.json,policy}',
    '!out/policy/**',
    // Of the packages in node_modules: what only a compiler or a reader needs.
    '!**/node_modules/**/*.{ts,cts,mts,c,cpp,h,gyp,gypi}',
    '!**/node_modules/**/{.prettierrc.yaml,SECURITY.md,bin.js,build-test.js}',
    '!**/node_modules/*/docs/**',
    '!**/node_modules/node-addon-api/**',
    // The native module has a binary for each system. Electron for Linux is linked to glibc, and both halves of a
    // universal app for macOS must have the same files.
    '!**/prebuilds/!(${platform}-*)/**',
    '!**/*.musl.node',
  ],
  // Beside the archive, where editors can read it.
  extraResources: [
    { from: 'out', to: '.', filter: ['*.schema.json'] },
    { from: 'out/policy', to: 'policy' },
  ],
  asar: true,
  // The operating system loads native modules and cannot read them from an archive.
  asarUnpack: ['**/*.node'],
  // The native module has prebuilt Node-API binaries, which work with every Electron.
  npmRebuild: false,
  // The program reads about itself whether it may replace itself: an unsigned build never does.
  extraMetadata: { updatesItself, homepage },
  // So that the feeds of updates (latest*.yml) are made beside the installers. Nothing is uploaded, and no installer knows an
  // address: the site's settings name it.
  publish: { provider: 'generic', url: 'https://afterword.invalid' },
  protocols: [{ name: 'Afterword wrap-up', schemes: ['afterword'] }],
  electronFuses: FUSES,
  afterPack: addMaterials,
  afterAllArtifactBuild: listHashes,
  artifactName: nameOf(''),
  linux: {
    target: ['deb', 'rpm', 'AppImage'],
    executableName: 'afterword',
    syncDesktopName: true,
    category: 'Office',
    maintainer,
    synopsis: 'Wrap-up companion of a softphone',
    icon: 'build/icons/app',
  },
  deb: {
    artifactName: '${name}_${version}_${arch}.${ext}',
    afterInstall: 'build/linux/after-install.sh',
    afterRemove: 'build/linux/after-remove.sh',
    // What Electron is linked to or loads at run time, by its name in Debian 12 and in Ubuntu from 22.04 on.
    depends: [
      'libasound2t64 | libasound2',
      'libatspi2.0-0t64 | libatspi2.0-0',
      'libgbm1',
      'libgtk-3-0t64 | libgtk-3-0',
      'libnotify4',
      'libnss3',
      'libsecret-1-0',
      'libxss1',
      'libxtst6',
      'xdg-utils',
    ],
    // Electron draws the tray's icon over D-Bus by itself.
    recommends: ['desktop-file-utils'],
    packageCategory: 'misc',
  },
  rpm: {
    artifactName: '${name}-${version}.${arch}.${ext}',
    afterInstall: 'build/linux/after-install.sh',
    afterRemove: 'build/linux/after-remove.sh',
    // Fedora's and Red Hat's name, or openSUSE's.
    depends: [
      '(alsa-lib or libasound2)',
      'at-spi2-core',
      '(mesa-libgbm or libgbm1)',
      '(gtk3 or libgtk-3-0)',
      '(libnotify or libnotify4)',
      '(nss or mozilla-nss)',
      '(libsecret or libsecret-1-0)',
      '(libXScrnSaver or libXss1)',
      '(libXtst or libXtst6)',
      'xdg-utils',
    ],
  },
  win: {
    ...win,
    target: ['nsis', 'msi'],
    icon: 'build/icons/icon.ico',
    artifactName: nameOf(suffix.win),
  },
  // For all users of the machine: an agent can neither change nor remove it.
  nsis: {
    oneClick: false,
    perMachine: true,
    allowToChangeInstallationDirectory: true,
    deleteAppDataOnUninstall: false,
  },
  msi: { oneClick: false, perMachine: true, runAfterFinish: false },
  mac: {
    ...mac,
    target: [
      { target: 'dmg', arch: 'universal' },
      { target: 'zip', arch: 'universal' },
    ],
    x64ArchFiles: '**/prebuilds/**',
    category: 'public.app-category.business',
    icon: 'build/icons/icon.icns',
    artifactName: nameOf(suffix.mac),
  },
};

export default config;
