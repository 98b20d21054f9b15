import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkIntegrity, THIRD_PARTY } from '#test/electron/third-party-dist.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-integrity-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('takes a download of the expected content and no other', async () => {
  const file = join(folder, 'a.tgz');
  writeFileSync(file, 'expected');
  const integrity = `sha512-${createHash('sha512').update('expected').digest('base64')}`;
  await expect(checkIntegrity(file, integrity)).resolves.toBeUndefined();
  writeFileSync(file, 'other');
  await expect(checkIntegrity(file, integrity)).rejects.toThrow('not used');
  await expect(checkIntegrity(file, THIRD_PARTY.integrity)).rejects.toThrow(THIRD_PARTY.integrity);
});
