import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileKeyProtector, loadKey, type KeyProtector } from '#main/database/key-file.ts';
import { systemClock as clock } from '#main/base/clock.ts';
import { silentLog as log } from '#main/base/log.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'afterword-key-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (protector: KeyProtector) => loadKey(folder, protector, { log, clock });
const OWN = ['afterword.key', 'afterword.key.backup'];

/** The one key file that was renamed. */
function keptAside(): string {
  const [name, ...more] = readdirSync(folder).filter((each) => !OWN.includes(each));
  expect(name).toMatch(/^afterword\.key\.unreadable-/);
  expect(more).toEqual([]);
  return readFileSync(join(folder, name!), 'utf8');
}
const text = (): string => readFileSync(join(folder, 'afterword.key'), 'utf8');

/** A key store like an operating system's: it opens only what it wrapped itself. */
function keyStore(secret: number): KeyProtector {
  const turn = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ secret));
  return {
    strength: 'os',
    wrap: (key) => Buffer.concat([Buffer.from([secret]), turn(key)]),
    unwrap(wrapped) {
      if (wrapped[0] !== secret) throw new Error('not mine');
      return turn(wrapped.subarray(1));
    },
  };
}

const DAMAGES = ['', '{}', 'garbage', '{"format":1,"strength":"file","id":"00000000","wrapped":"AAAA"}'];

describe.each([
  ['a file', fileKeyProtector],
  ['a key store', keyStore(7)],
])('with %s', (_name, protector) => {
  it('makes a key once and then reads it', () => {
    const first = load(protector);
    expect(first.ring.current).toHaveLength(32);
    expect(first).toMatchObject({ ring: { older: [] } });
    expect(load(protector)).toEqual(first);
    expect(readdirSync(folder)).toEqual(OWN);
  });

  it.runIf(process.platform !== 'win32')('can be read by no other user', () => {
    load(protector);
    for (const name of OWN) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it.each(DAMAGES)('takes the key from its copy if the file is damaged (%j), and puts it back', (damage) => {
    const first = load(protector);
    const before = text();
    writeFileSync(join(folder, 'afterword.key'), damage);
    expect(load(protector)).toEqual(first);
    expect(text()).toBe(before);
    expect(keptAside()).toBe(damage);
  });

  it('takes the key from its copy if the file is missing', () => {
    const first = load(protector);
    rmSync(join(folder, 'afterword.key'));
    expect(load(protector)).toEqual(first);
    expect(readdirSync(folder)).toEqual(OWN);
  });

  it('makes the copy again, and does without it if something else is in its place', () => {
    const first = load(protector);
    const copy = join(folder, 'afterword.key.backup');
    writeFileSync(copy, 'damaged');
    expect(load(protector)).toEqual(first);
    expect(readFileSync(copy, 'utf8')).toBe(text());
    rmSync(copy);
    mkdirSync(copy);
    expect(load(protector)).toEqual(first);
  });

  it.each(DAMAGES)(
    'keeps a damaged file (%j) aside and makes a new key, if its copy is the same',
    (damage) => {
      const first = load(protector);
      for (const name of OWN) writeFileSync(join(folder, name), damage);
      const second = load(protector);
      expect(second.ring.current).not.toEqual(first.ring.current);
      expect(keptAside()).toBe(damage);
      expect(load(protector).ring.current).toEqual(second.ring.current);
    },
  );
});

it('opens with the key before what it has sealed, if somebody puts another key in its place', () => {
  const before = load(fileKeyProtector).ring.current;
  const elsewhere = join(folder, 'elsewhere');
  const other = loadKey(elsewhere, fileKeyProtector, { log, clock }).ring.current;
  writeFileSync(join(folder, 'afterword.key'), readFileSync(join(elsewhere, 'afterword.key')));
  rmSync(elsewhere, { recursive: true });
  // At this start, and at the next ones.
  for (const start of [1, 2])
    expect(load(fileKeyProtector).ring, `start ${String(start)}`).toEqual({
      current: other,
      older: [before],
    });
  expect(readFileSync(join(folder, 'afterword.key.backup'), 'utf8')).toBe(text());
});

it('keeps aside what neither of two different files opens', () => {
  load(keyStore(7));
  writeFileSync(join(folder, 'afterword.key'), 'damaged');
  load(keyStore(9));
  expect(readdirSync(folder).filter((name) => !OWN.includes(name))).toHaveLength(2);
  expect(load(keyStore(7)).ring.older).toHaveLength(1);
});

it.skipIf(process.platform === 'win32')('is not replaced if a link leads to it whose drive is away', () => {
  symlinkSync(join(folder, 'drive', 'afterword.key'), join(folder, 'afterword.key'));
  expect(() => load(fileKeyProtector)).toThrow(/ENOENT/);
});

describe('a changed key store', () => {
  it('keeps the old key file, and uses it again when the store is back', () => {
    const first = load(keyStore(7));
    const kept = text();
    const second = load(keyStore(9));
    expect(second.ring.current).not.toEqual(first.ring.current);
    expect(keptAside()).toBe(kept);

    const third = load(keyStore(7));
    expect(third.ring.older).toContainEqual(first.ring.current);
  });

  it('without the key store renames the wrapped key and keeps it', () => {
    const first = load(keyStore(7));
    const wrapped = text();
    load(fileKeyProtector);
    expect(keptAside()).toBe(wrapped);
    expect(load(keyStore(7)).ring.older).toContainEqual(first.ring.current);
  });

  it('wraps a plain key as soon as there is a store', () => {
    const bare = load(fileKeyProtector);
    expect(text()).toContain(bare.ring.current.toString('base64'));
    const wrapped = load(keyStore(7));
    expect(wrapped.ring.current).toEqual(bare.ring.current);
    for (const name of OWN)
      expect(readFileSync(join(folder, name), 'utf8')).not.toContain(bare.ring.current.toString('base64'));
  });
});

describe('a broken key store', () => {
  const full: KeyProtector = {
    ...keyStore(7),
    wrap() {
      throw new Error('no room in the keyring');
    },
  };

  it('leaves the key in a file, and gets it once it works again', () => {
    const first = load(full);
    expect(first.strength).toBe('file');
    expect(text()).toContain(first.ring.current.toString('base64'));
    const second = load(keyStore(7));
    expect(second.strength).toBe('os');
    expect(readdirSync(folder)).toEqual(OWN);
    expect(second.ring.current).toEqual(first.ring.current);
    expect(text()).not.toContain(first.ring.current.toString('base64'));
  });

  it('does not make a readable key an unreadable one', () => {
    const bare = load(fileKeyProtector);
    const again = load(full);
    expect(again).toMatchObject({ strength: 'file', ring: { older: [] } });
    expect(readdirSync(folder)).toEqual(OWN);
    expect(again.ring.current).toEqual(bare.ring.current);
  });
});
