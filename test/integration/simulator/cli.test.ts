import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { done, setOutcome } from './samples.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

const CLI = join(import.meta.dirname, '../../../src/simulator/cli.ts');

function run(...argv: string[]): ChildProcess {
  const child = spawn(process.execPath, [CLI, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** The URL that a started simulator prints. */
async function urlOf(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await once(lines, 'line')) as [string];
  return /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? `no url in: ${line}`;
}

async function end(child: ChildProcess): Promise<{ code: number | null; output: string; errors: string }> {
  const [output, errors] = [child.stdout!, child.stderr!].map((stream) => {
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    return chunks;
  }) as [string[], string[]];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output: output.join(''), errors: errors.join('') };
}

describe('the command', () => {
  test('runs until Ctrl+C, with its ledger in a file and over HTTP', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const ledgerFile = join(folder, 'ledger.jsonl');
    const child = run('--ledger-file', ledgerFile, '--drop-reply', '1', '--no-announce');
    const url = await urlOf(child);
    const client = await clientFor(url);
    client.send(setOutcome('1'));
    client.send(setOutcome('2'));
    expect(await client.next()).toEqual(done('2'));
    expect(await (await fetch(`${url}/ledger`)).json()).toMatchObject({ counts: { applied: 2 } });

    const ended = end(child);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 0, errors: '' });
    const lines = readFileSync(ledgerFile, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { seq: 1, applied: true, data: { callid: '1' } },
      { seq: 2, applied: true, data: { callid: '2' } },
    ]);
  });

  test('rings calls by itself in demo mode', async () => {
    const child = run('--demo', '--demo-agent', 'anna', '--event-form', 'plain');
    const client = await clientFor(await urlOf(child));
    expect(await client.next()).toMatchObject({ message: { call: { event: 'Ringing', User: 'anna' } } });
    child.kill('SIGTERM');
    expect((await end(child)).code).toBe(0);
  });

  test('speaks another softphone, tells who is signed in, and replays a recording', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const recording = join(folder, 'bus.jsonl');
    writeFileSync(recording, '{"at": 0, "message": "recorded"}\n');
    const child = run('--demo', '--softphone', 'five9', '--agent-state', 'Available', '--replay', recording);
    const client = await clientFor(await urlOf(child));
    expect(await client.next()).toMatchObject({ subtopic: 'SetAgentState', message: { event: 'Available' } });
    expect(await client.next()).toBe('recorded');
    expect(await client.next()).toMatchObject({ channel: 'Five9', topic: 'Outbound' });

    writeFileSync(recording, '{"at": 0, "message": "recorded"}\n{"at": 1}\n');
    const { code, errors, output } = await end(run('--replay', recording));
    expect([code, output]).toEqual([1, '']);
    expect(errors).toContain('Line 2: "message" is missing');
  });

  test('lists its flags with --help', async () => {
    const { code, output } = await end(run('--help'));
    expect(code).toBe(0);
    for (const flag of ['--drop-reply', '--known-calls-only', '--ledger-file'])
      expect(output).toContain(flag);
  });

  test('says which flag is wrong and why', async () => {
    const { port } = await simulatorFor();
    for (const [argv, error] of [
      [['--port', 'x'], "option '--port <number>' argument 'x' is invalid"],
      [['--port', String(port)], `option '--port': 127.0.0.1:${port} is in use by another program`],
      [['--ledger-file', '/nowhere/at/all'], "option '--ledger-file' cannot be written"],
      [['--tls-key', CLI, '--tls-cert', CLI], "option '--tls-key' or '--tls-cert' is not usable"],
    ] as const) {
      const { code, errors } = await end(run(...argv));
      expect(errors).toContain(error);
      expect(errors).not.toContain('    at ');
      expect(code).toBe(1);
    }
  });
});
