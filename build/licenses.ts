/** A package whose code is in the installer. The bundler's list of what it has put into a bundle has the same fields. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** Its SPDX identifier; null or absent if its `package.json` names none. */
  readonly identifier?: string | null;
  /** The text of its licence; null or absent if it comes without one. */
  readonly text?: string | null;
}

/** The licences of all packages, as one text for a person to read. */
export function licensesText(packages: readonly ShippedPackage[]): string {
  const parts = packages.map(({ name, version, identifier, text }) => {
    const title = `${name} ${version}${identifier ? ` (${identifier})` : ''}`;
    return `${title}\n${'-'.repeat(title.length)}\n\n${text?.trim() ?? withoutText(identifier)}\n`;
  });
  return [INTRODUCTION, ...parts].join('\n\n');
}

const INTRODUCTION = `Afterword contains the following software of others, under these licences.
Electron and Chromium: see LICENSE.electron.txt and LICENSES.chromium.html.
`;

function withoutText(identifier: string | null | undefined): string {
  return `The package comes without the text of its licence: https://spdx.org/licenses/${identifier ?? ''}`;
}
