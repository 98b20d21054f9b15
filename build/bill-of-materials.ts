import type { ShippedPackage } from './licenses.ts';

/** What is read and written of a bill in CycloneDX's JSON, as `npm sbom` makes it. */
export interface Bom {
  readonly metadata: { readonly component: BomComponent; readonly [other: string]: unknown };
  readonly components: readonly BomComponent[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
  readonly [other: string]: unknown;
}
interface BomComponent {
  readonly 'bom-ref': string;
  readonly type: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly [other: string]: unknown;
}

/**
 * Makes the bill of an installer out of npm's bill of all installed packages, most of which only build and test. What is
 * bundled is in the installer, although `package.json` has it among what only developers need.
 *
 * @param all npm's bill
 * @param electron version of the Electron in the installer
 * @throws Error if npm's bill lacks one of the packages
 */
export function billOfMaterials(all: Bom, packages: readonly ShippedPackage[], electron: string): Bom {
  const known = new Map(all.components.map((each) => [`${each.name}@${each.version}`, each]));
  const app = { ...all.metadata.component, type: 'application', name: 'Afterword' };
  const shipped = packages.map(({ name, version, identifier }): BomComponent => {
    const found = known.get(`${name}@${version}`);
    if (found === undefined) throw new Error(`npm's list of packages has no ${name} ${version}`);
    const licenses = identifier ? { licenses: [license(identifier)] } : {};
    // npm says of it, in both members, that only developers need it.
    return { ...found, properties: undefined, scope: 'required', ...licenses };
  });
  const components = [...shipped, electronComponent(electron)];
  const refs = new Set(components.map((each) => each['bom-ref']));
  return {
    ...all,
    metadata: { ...all.metadata, component: app },
    components,
    dependencies: [
      // Bundled packages are part of the app, whoever asked for them.
      { ref: app['bom-ref'], dependsOn: [...refs] },
      ...all.dependencies
        .filter(({ ref }) => refs.has(ref) && ref !== app['bom-ref'])
        .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) })),
    ],
  };
}

/** With the name by which the national vulnerability database knows it: it stands for Chromium and Node too. */
function electronComponent(version: string): BomComponent {
  return {
    'bom-ref': `electron@${version}`,
    type: 'framework',
    name: 'electron',
    version,
    scope: 'required',
    purl: `pkg:npm/electron@${version}`,
    cpe: `cpe:2.3:a:electronjs:electron:${version}:*:*:*:*:*:*:*`,
    licenses: [license('MIT')],
  };
}

function license(identifier: string): object {
  return /[ ()]/.test(identifier) ? { expression: identifier } : { license: { id: identifier } };
}
