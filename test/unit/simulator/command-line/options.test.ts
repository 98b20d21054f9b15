import { describe, expect, test, vi } from 'vitest';
import { parseCommandLine } from '#simulator/command-line/options.ts';

function errorOf(...argv: string[]): string {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    parseCommandLine(argv);
    return 'no error';
  } catch {
    return written.join('');
  } finally {
    spy.mockRestore();
  }
}

describe('the command line', () => {
  test('without flags gives an LCM without faults', () => {
    const { simulator, demo, ledgerFile } = parseCommandLine([]);
    expect(simulator).toMatchObject({ port: 0, host: '127.0.0.1', event: 'message', shared: true });
    expect(Object.values(simulator.faults ?? {}).every((fault) => fault === null)).toBe(true);
    expect([demo, ledgerFile]).toEqual([null, null]);
  });

  test('turns the fault flags into faults', () => {
    const argv = (
      '--latency 100-900 --drop-reply 3 --duplicate-reply 25% --late-reply always --late-by 700 ' +
      '--disconnect-after 1 --disconnect-by goodbye --refuse 2 --no-refuse-msg --malformed-reply 1 ' +
      '--malformed-kind deep --refuse-connections 500 --refuse-how close --foreign-traffic 50 --only GetBusinessOutCome'
    ).split(' ');
    expect(parseCommandLine(argv).simulator.faults).toEqual({
      latency: { minMs: 100, maxMs: 900 },
      dropReply: { times: 3 },
      duplicateReply: { probability: 0.25 },
      lateReply: { afterMs: 700 },
      disconnectBefore: null,
      disconnectAfter: { times: 1, by: 'goodbye' },
      refuse: { times: 2, msg: null },
      wsError: null,
      malformedReply: { times: 1, kind: 'deep' },
      refuseConnections: { ms: 500, how: 'close' },
      foreignTraffic: 50,
      quirk: null,
      oddEvents: null,
      quiet: null,
      only: ['GetBusinessOutCome'],
    });
  });

  test('turns the other flags into options', () => {
    const argv =
      '--port 4100 --token t --private-replies --known-calls-only --call 1 2 --error-place data --no-announce ' +
      '--rows 10 --ledger-limit all --demo --demo-every 500 --ledger-file x.jsonl';
    const { simulator, demo, ledgerFile } = parseCommandLine(argv.split(' '));
    expect(simulator).toMatchObject({
      port: 4100,
      token: 't',
      shared: false,
      knownCallsOnly: true,
      calls: ['1', '2'],
      errorPlace: 'data',
      announceOutcomes: false,
      generateRows: 10,
      ledgerLimit: Infinity,
    });
    expect(demo).toEqual({ everyMs: 500, maxOpen: 6, user: 'testagent', stories: ['answered'] });
    expect(ledgerFile).toBe('x.jsonl');
  });
});

test('the flags of the bus', () => {
  const argv =
    '--softphone five9 --event-form documented --agent-state Available --demo --demo-agent ana --story life consult ' +
    '--quirk 10% --quirk-kind nested --odd-events always --odd-event-kind swapped --quiet-questions StateSync SetDNC';
  const { simulator, demo } = parseCommandLine(argv.split(' '));
  expect(simulator).toMatchObject({
    softphone: 'five9',
    form: 'documented',
    agentState: { event: 'SetAgentState', user: 'ana', state: 'Available' },
    faults: {
      quirk: { probability: 0.1, kind: 'nested' },
      oddEvents: { kind: 'swapped' },
      quiet: ['StateSync', 'SetDNC'],
    },
  });
  expect(demo).toMatchObject({ user: 'ana', stories: ['life', 'consult'] });
});

test('without flags the softphone is Amazon Connect, and nothing is replayed', () => {
  const { simulator } = parseCommandLine([]);
  expect(simulator).toMatchObject({ softphone: 'amazon' });
  expect(Object.keys(simulator)).not.toContain('replay');
});

test.each([
  [['--port', '70000'], '--port', 'from 0 to 65535'],
  [['--drop-reply', '0'], '--drop-reply', '"always"'],
  [['--drop-reply', '101%'], '--drop-reply', '"always"'],
  [['--latency', '9-1'], '--latency', 'a range'],
  [['--path', 'socket'], '--path', 'begin with "/"'],
  [['--malformed-kind', 'odd'], '--malformed-kind', 'Allowed choices'],
  [['--tls-key', '/nowhere.pem'], '--tls-key', 'cannot be read'],
  [['--tls-key', import.meta.filename], '--tls-cert', 'need each other'],
  [['--catalogue', import.meta.filename], '--catalogue', 'not JSON'],
  [['--rows', '1', '--catalogue', 'package.json'], '--catalogue', 'Unrecognized key'],
  [
    ['--softphone', 'avaya'],
    '--softphone',
    'Allowed choices are amazon, webex, five9, finesse, genesys, lcm',
  ],
  [['--story', 'odd'], '--story', 'Allowed choices'],
  [['--quiet-questions', 'GetNothing'], '--quiet-questions', 'Allowed choices'],
  [['--quirk', '0'], '--quirk', '"always"'],
  [['--replay', '/nowhere.jsonl'], '--replay', 'cannot be read'],
  [['--replay', import.meta.filename], '--replay', 'Line 1: it is not JSON'],
  [['--replay-speed', '0'], '--replay-speed', 'above 0'],
  [['--nonsense'], '--nonsense', 'unknown option'],
  [['more'], 'more', 'too many arguments'],
])('%j is refused with the flag and the reason', (argv, flag, reason) => {
  const error = errorOf(...argv);
  expect(error).toContain(flag);
  expect(error).toContain(reason);
});
