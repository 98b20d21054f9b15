import type { Configuration } from 'electron-builder';

/** How an installer is signed. */
interface Signing {
  readonly win: Pick<NonNullable<Configuration['win']>, 'azureSignOptions' | 'forceCodeSigning'>;
  readonly mac: Pick<
    NonNullable<Configuration['mac']>,
    'forceCodeSigning' | 'hardenedRuntime' | 'identity' | 'notarize'
  >;
  /** The systems on which the build may replace itself by a newer one: those that check whose it is, or where it is trusted. */
  readonly updatesItself: readonly NodeJS.Platform[];
  /** What the names of installers end with: `-unsigned`, or nothing. */
  readonly suffix: { readonly win: string; readonly mac: string };
}

const AZURE = ['ENDPOINT', 'ACCOUNT', 'PROFILE', 'PUBLISHER'].map((name) => `AFTERWORD_AZURE_${name}`);

/**
 * Reads from the environment who signs. Whoever names a certificate gets a signed installer or none: a build that cannot sign
 * fails. Without a certificate, the installer's name says that it is unsigned. macOS on Apple's processors runs nothing
 * without a signature, so there an unsigned build is signed ad hoc, by nobody.
 * Source: electron.build, Code Signing; `CSC_LINK`, `WIN_CSC_LINK`, `CSC_NAME` and `APPLE_…` are electron-builder's own.
 *
 * @throws Error if only a part of Azure's variables is set
 */
export function signing(env: NodeJS.ProcessEnv): Signing {
  const [endpoint, codeSigningAccountName, certificateProfileName, publisherName] = AZURE.map(
    (name) => env[name] ?? '',
  ) as [string, string, string, string];
  const azure = AZURE.filter((name) => env[name]);
  if (azure.length > 0 && azure.length < AZURE.length)
    throw new Error(`To sign with Azure, set all of ${AZURE.join(', ')}; only ${azure.join(', ')} is set`);
  const byAzure = azure.length > 0;
  const names = (...variables: string[]): boolean => variables.some((name) => env[name]);
  const win = byAzure || names('WIN_CSC_LINK', 'CSC_LINK');
  const mac = names('CSC_LINK', 'CSC_NAME');
  return {
    win: {
      forceCodeSigning: win,
      azureSignOptions: byAzure
        ? { endpoint, codeSigningAccountName, certificateProfileName, publisherName }
        : null,
    },
    mac: mac
      ? { forceCodeSigning: true, hardenedRuntime: true }
      : // The hardened runtime loads no framework that nobody has signed.
        { identity: '-', hardenedRuntime: false, notarize: false },
    // Nobody signs an AppImage in a way that is checked: the site says that its server is trusted for that.
    updatesItself: [
      ...(win ? (['win32'] as const) : []),
      ...(env['AFTERWORD_APPIMAGE_UPDATES'] === '1' ? (['linux'] as const) : []),
    ],
    suffix: { win: win ? '' : '-unsigned', mac: mac ? '' : '-unsigned' },
  };
}
