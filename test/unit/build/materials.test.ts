import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { billOfMaterials, type Bom } from '../../../build/bill-of-materials.ts';
import { licensesText } from '../../../build/licenses.ts';
import { STYLE_PACKAGES } from '../../../build/materials.ts';

const root = join(import.meta.dirname, '../../..');
const npms = JSON.parse(
  execFileSync('npm', ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  }),
) as Bom;
const versionOf = (name: string): string => npms.components.find((each) => each.name === name)?.version ?? '';
const shipped = ['vue', '@vue/runtime-dom', 'socks-proxy-agent', 'socks'].map((name) => ({
  name,
  version: versionOf(name),
  identifier: 'MIT',
}));

describe('the bill of materials', () => {
  const bill = billOfMaterials(npms, shipped, '99.1.0');

  it('lists what is in the installer, as required, with its hash, and nothing else', () => {
    expect(bill.components.map(({ name }) => name)).toEqual([...shipped.map(({ name }) => name), 'electron']);
    for (const each of bill.components.slice(0, -1)) {
      expect(each).toMatchObject({ scope: 'required', hashes: [{ alg: 'SHA-512' }] });
      expect(each['properties']).toBeUndefined();
    }
  });

  it('names the Electron that is inside, as vulnerability databases name it', () => {
    expect(bill.components.at(-1)).toMatchObject({
      version: '99.1.0',
      purl: 'pkg:npm/electron@99.1.0',
      cpe: 'cpe:2.3:a:electronjs:electron:99.1.0:*:*:*:*:*:*:*',
    });
  });

  it('is about the app, whatever the folder is called, and its references lead somewhere', () => {
    expect(bill.metadata.component).toMatchObject({ type: 'application', name: 'Afterword' });
    const refs = new Set(bill.components.map((each) => each['bom-ref']));
    const own = bill.metadata.component['bom-ref'];
    for (const { ref, dependsOn } of bill.dependencies) {
      expect(ref === own || refs.has(ref)).toBe(true);
      expect(dependsOn.filter((other) => !refs.has(other))).toEqual([]);
    }
    expect(bill.dependencies.map(({ ref }) => ref)).toEqual([
      ...new Set(bill.dependencies.map(({ ref }) => ref)),
    ]);
    expect(bill.dependencies[0]?.dependsOn).toHaveLength(shipped.length + 1);
  });

  it('is not made of a package that nobody knows', () => {
    const unknown = [{ name: 'vue', version: '0.0.1' }];
    expect(() => billOfMaterials(npms, unknown, '99.1.0')).toThrow('no vue 0.0.1');
  });
});

describe('the licences', () => {
  it('stand under the name of the package; where there is no text, it says where to find it', () => {
    const text = licensesText([
      { name: 'one', version: '1.0.0', identifier: 'ISC', text: '\nDo as you like.\n' },
      { name: 'two', version: '2.0.0', identifier: 'MIT', text: null },
    ]);
    expect(text).toContain('one 1.0.0 (ISC)\n---------------\n\nDo as you like.\n');
    expect(text).toContain('two 2.0.0 (MIT)\n---------------\n\nThe package comes without');
    expect(text).toContain('https://spdx.org/licenses/MIT');
  });

  it('are asked for of each package whose stylesheet is in the pages', () => {
    const sheets = globSync('src/**/*.{css,vue,ts}', { cwd: root }).map((path) =>
      readFileSync(join(root, path), 'utf8'),
    );
    const imported = sheets.flatMap((sheet) =>
      [...sheet.matchAll(/@?import\s+(?:url\()?['"]((?:@[^/'"]+\/)?[^./'"@#][^/'"]*)\/[^'"]*\.css['"]/g)].map(
        ([, name]) => name,
      ),
    );
    expect([...new Set(imported)]).toEqual(STYLE_PACKAGES);
  });
});
