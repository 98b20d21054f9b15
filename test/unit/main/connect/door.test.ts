import { expect, it } from 'vitest';
import { connectDoor } from '#main/connect/door.ts';
import { fileOf, readPlaces } from '#test/support/read-settings.ts';

const URL = 'https://lcm.example.com';
const door = (site: unknown, user: unknown, asked: boolean) =>
  connectDoor(
    readPlaces(...(site === null ? [] : [fileOf('machineFile', site)]), fileOf('userFile', user)),
    asked,
    false,
  );

it.each<[string, site: unknown, user: unknown, asked: boolean, door: string, notice: string | null]>([
  ['nothing is set', null, {}, false, 'offered', null],
  ['the site manages the machine', {}, {}, false, 'closed', null],
  ['the site manages the machine, and Connect is asked for', {}, {}, true, 'asked', null],
  ['the site has a default', { defaults: { lcm: { url: URL } } }, {}, true, 'asked', null],
  ['the site has locked the address', { locked: { lcm: { url: URL } } }, {}, true, 'closed', 'connectSet'],
  ['the site has locked it quietly', { locked: { lcm: { url: URL } } }, {}, false, 'closed', null],
  [
    'the site has locked Connect',
    { locked: { connect: { locked: true } } },
    { connect: { locked: false } },
    true,
    'closed',
    'connectLocked',
  ],
  ['a lock cannot be read', { locked: { lcm: { uri: URL } } }, {}, true, 'closed', 'connectUnsure'],
  ['the site’s file cannot be read', '{', { connect: { locked: false } }, true, 'closed', 'connectUnsure'],
])('Connect, if %s', (_if, site, user, asked, open, notice) => {
  expect(door(site, user, asked)).toEqual({ door: open, notice });
});
