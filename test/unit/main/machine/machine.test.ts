import { createHmac } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { machineMarks } from '#main/machine/machine-marks.ts';
import { systemMachineId, type SystemSources } from '#main/machine/system-id.ts';

const ID = '0f8b1e6a5c3d4b2a9e7f6d5c4b3a2918';
const UUID = '9A3C1F60-7B1E-4B5A-8F2D-0123456789AB';

function nothing(): never {
  throw new Error('ENOENT');
}
const sources = (change: Partial<SystemSources>): SystemSources => ({
  ...{ read: nothing, run: nothing, registry: nothing },
  ...change,
});

describe('the system’s id', () => {
  const linux = (files: Readonly<Record<string, string>>): string | null =>
    systemMachineId('linux', sources({ read: (path) => files[path] ?? nothing() }));

  it('is read on Linux where machine-id(5) says, or in D-Bus’s older place', () => {
    expect(linux({ '/etc/machine-id': `${ID}\n` })).toBe(ID);
    expect(linux({ '/etc/machine-id': '', '/var/lib/dbus/machine-id': `${ID}\n` })).toBe(ID);
  });

  it.each(['', 'uninitialized\n', '0'.repeat(32), `${ID}0`, 'x'.repeat(32)])(
    'is none on Linux if the file says %j',
    (text) => expect(linux({ '/etc/machine-id': text })).toBeNull(),
  );

  it('is Windows’s MachineGuid, read in the registry', () => {
    const asked: string[] = [];
    const windows = (value: string | number | undefined): string | null =>
      systemMachineId(
        'win32',
        sources({
          registry: () => ({
            read(hive, path) {
              asked.push(`${hive}\\${path}`);
              return { values: new Map(value === undefined ? [] : [['MachineGuid', value]]), keys: [] };
            },
          }),
        }),
      );
    expect(windows(UUID.toLowerCase())).toBe(UUID.toLowerCase());
    expect(asked).toEqual([String.raw`HKLM\SOFTWARE\Microsoft\Cryptography`]);
    expect([windows(undefined), windows(''), windows(7)]).toEqual([null, null, null]);
    expect(systemMachineId('win32', sources({}))).toBeNull();
  });

  it('is macOS’s IOPlatformUUID, from the line of ioreg that names it', () => {
    const told = `+-o J314sAP  <class IOPlatformExpertDevice, id 0x100000227>
    {
      "IOPlatformSerialNumber" = "C02XXXXXXXXX"
      "device-tree-id" = "11111111-2222-3333-4444-555555555555"
      "IOPlatformUUID" = "${UUID}"
    }
`;
    const ran: unknown[] = [];
    const mac = (text: string): string | null =>
      systemMachineId(
        'darwin',
        sources({
          run(...words) {
            ran.push(words);
            return text;
          },
        }),
      );
    expect(mac(told)).toBe(UUID);
    expect(ran).toEqual([['/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']]]);
    expect(mac('')).toBeNull();
    expect(systemMachineId('darwin', sources({}))).toBeNull();
  });

  it('is none on other systems', () => expect(systemMachineId('freebsd', sources({}))).toBeNull());
});

describe('the marks', () => {
  const keyed = (value: string): string =>
    createHmac('sha256', 'Afterword: the machine of a submission').update(value).digest('hex').slice(0, 32);

  it('are keyed hashes: the site’s name first, the system’s id always', () => {
    expect(machineMarks('', ID)).toEqual([keyed(`id ${ID}`)]);
    expect(machineMarks('Pool 7', ID)).toEqual([keyed('name pool 7'), keyed(`id ${ID}`)]);
    expect(machineMarks('', null)).toEqual([]);
    expect(machineMarks('', UUID)).toEqual(machineMarks('', UUID.toLowerCase()));
    expect(machineMarks('', ID).join()).not.toContain(ID);
  });

  it('put the machine’s and the user’s names into the site’s pattern', () => {
    expect(machineMarks('vdi-{user}', null)).toEqual(
      machineMarks(`vdi-${userInfo().username}`.toUpperCase(), null),
    );
    expect(machineMarks('{hostname}', null)).toEqual(machineMarks(hostname(), null));
    expect(machineMarks('{hostname}', null)).not.toEqual(machineMarks('{user}', null));
  });
});
