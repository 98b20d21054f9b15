import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '#shared/lcm/json.ts';
import { systemClock } from '#main/base/clock.ts';
import { anonymise } from '#main/recording/anonymise.ts';
import { createMakeUp } from '#main/recording/made-up.ts';
import { startRecording, type RecordingOptions } from '#main/recording/recorder.ts';

function makeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'afterword-recording-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'bus.jsonl');
}

async function record(messages: readonly unknown[], options: Partial<RecordingOptions> = {}) {
  const file = options.file ?? makeFile();
  const recording = await startRecording({ file, clock: systemClock, forMs: 60_000, ...options });
  for (const message of messages) recording.hear(message);
  recording.stop();
  const end = await recording.ended;
  const text = readFileSync(file, 'utf8');
  const lines = text.split('\n').filter((line) => line !== '');
  return {
    file,
    end,
    text,
    lines: lines.map((line) => JSON.parse(line) as { at: number; message: JsonObject }),
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What must not be found in a recording, in any case or encoding. */
const PLANTED = [
  'Wilhelmina',
  'Oberhauser',
  '600111222',
  'w.oberhauser@example.org',
  '137|1|3|0|0|8421|77',
  'agent.seven',
];

const ENVELOPE = {
  channel: 'Amazon',
  topic: 'OutboundCall',
  subtopic: 'OutboundCallStateChange',
  source: 'Wilhelmina’s softphone',
  message: {
    call: {
      id: '6f9619ff-8b86-d011-b42d-00c04fc964ff',
      event: 'CustAnswered',
      CallType: 'Regular-Call',
      User: { loginName: 'ACME\\agent.seven', active: true, team: null },
      CallVariables: [
        { name: 'BAAccountNumber', value: '137|1|3|0|0|8421|77' },
        { name: 'Wilhelmina', value: 600111222 },
      ],
      ResponseFields: { toAddress: '+34600111222', name: 'Wilhelmina Oberhauser', balance: 600111222.5 },
    },
    byNumber: { '+34600111222': { 'Wilhelmina O.': 'yes' }, '+34600111223': 'Oberhauser' },
    byName: { 'Wilhelmina Oberhauser': 1, 'Karl Oberhauser': 2 },
    response: { success: false, msg: 'Invalid Call ID: Wilhelmina Oberhauser (600111222)' },
    text: '{"mail":"w.oberhauser@example.org","deep":["600111222"]}',
    presence: { 'agent.seven': { state: 'Ready' }, 'agent.eight': { state: 'Away' } },
    logins: { oberhauser: { state: 'Ready' }, wilhelmina: { state: 'Away' } },
    pairs: [
      { name: 'WILHELMINA', value: 1 },
      { name: 'McOberhauser', value: 1 },
      { key: 'agent.seven', value: 'Ready' },
    ],
    person: { channel: 'Wilhelmina Oberhauser', topic: 'Oberhauser', type: ['Wilhelmina'] },
    deepType: '[{"type":"Wilhelmina Oberhauser"}]',
    url: 'https://crm.example.org/c?name=Wilhelmina&tel=%2B34600111222',
    quoted: '"\\u0057ilhelmina Oberhauser"',
    parts: 'Wilhelmina\u0301 Oberhau\u200bser'.normalize('NFD'),
    exponent: 6.00111222e8,
    encoded: base64('Wilhelmina Oberhauser 600111222'),
    event: 'called +34600111222',
    type: 'w.oberhauser@example.org',
    channel: '137|1|3|0|0|8421|77',
    date: '2026-11-26T20:10:11Z',
    when: '2026-11-26 20:10 Wilhelmina Oberhauser',
  },
};

describe('a recording of the bus', () => {
  it('holds none of the planted strings', async () => {
    const { text } = await record([
      ENVELOPE,
      [ENVELOPE],
      'Wilhelmina',
      600111222,
      { data: { AgentComments: 'Wilhelmina' } },
    ]);
    for (const planted of PLANTED) {
      expect(text.toLowerCase()).not.toContain(planted.toLowerCase());
      expect(text).not.toContain(base64(planted).slice(0, -4));
      expect(text).not.toContain(JSON.stringify(planted).slice(1, -1));
    }
    expect(text).not.toMatch(/wilhelmina|oberhauser|600111222/i);
  });

  it('keeps the names of the message and its members, booleans and null', async () => {
    const { lines } = await record([ENVELOPE]);
    expect(lines[0]?.message).toMatchObject({
      channel: 'Amazon',
      topic: 'OutboundCall',
      subtopic: 'OutboundCallStateChange',
      message: {
        call: {
          event: 'CustAnswered',
          CallType: 'Regular-Call',
          User: { active: true, team: null },
          CallVariables: [{ name: 'BAAccountNumber' }, {}],
        },
        response: { success: false },
      },
    });
  });

  it('keeps shapes: identifiers, e-mail addresses, LCM keys, numbers, dates, JSON within texts', async () => {
    const { lines } = await record([ENVELOPE]);
    const { call, text, date } = lines[0]?.message['message'] as Record<string, JsonObject>;
    expect(call?.['id']).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const { CallVariables, ResponseFields } = call as unknown as {
      CallVariables: JsonObject[];
      ResponseFields: JsonObject;
    };
    expect(CallVariables[0]?.['value']).toMatch(/^\d{3}\|\d\|\d\|\d\|\d\|\d{4}\|\d\d$/);
    expect(JSON.stringify(CallVariables[1]?.['value'])).toMatch(/^[1-9]\d{8}$/);
    expect(ResponseFields['toAddress']).toMatch(/^\+\d{11}$/);
    expect(ResponseFields['name']).toMatch(/^[A-Z][a-z]{9} [A-Z][a-z]{9}$/);
    expect(JSON.parse(text as unknown as string)).toMatchObject({
      mail: expect.stringMatching(/^\w\.\w{10}@\w{7}\.\w{3}$/) as string,
    });
    expect(Date.parse(date as unknown as string)).not.toBeNaN();
  });

  it('gives equal values equal replacements, as text and number and in any case, and no others', () => {
    const makeUp = createMakeUp();
    const made = anonymise(
      { a: 'Agent7', b: 'AGENT7', c: '5551234', d: 5551234, e: 'agent8' },
      makeUp,
    ) as JsonObject;
    expect(JSON.stringify(made['b']).toLowerCase()).toBe(JSON.stringify(made['a']).toLowerCase());
    expect(made['c']).toBe(JSON.stringify(made['d']));
    const ids = Array.from({ length: 500 }, (_, at) => makeUp(String(1_000 + at)));
    expect(new Set(ids).size).toBe(500);
  });

  it('is made up otherwise each time', () => {
    expect(createMakeUp()('Wilhelmina Oberhauser')).not.toBe(createMakeUp()('Wilhelmina Oberhauser'));
  });

  it('survives hostile messages', async () => {
    const deep: unknown = JSON.parse(`${'['.repeat(50_000)}"Wilhelmina"${']'.repeat(50_000)}`);
    const proto: unknown = JSON.parse('{"__proto__": {"polluted": "Wilhelmina"}, "x": "\\ud800"}');
    const { text, end, lines } = await record([
      deep,
      proto,
      undefined,
      Buffer.from('Wilhelmina'),
      { huge: 'W'.repeat(60_000_000) },
      { many: Array.from({ length: 100_000 }, () => 'Wilhelmina') },
    ]);
    expect(text).not.toMatch(/wilhelmina/i);
    expect(end).toMatchObject({ leftOut: 1, error: null });
    expect(lines.length).toBe(5);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(text.length).toBeLessThan(50_000);
  });

  it('is a file for its owner alone, and never replaces another', async () => {
    const { file } = await record([ENVELOPE]);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, 'mine');
    await expect(startRecording({ file, clock: systemClock, forMs: 1 })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  it('ends when the file is full, and after its time', async () => {
    const { text, end } = await record(
      Array.from({ length: 100 }, () => ENVELOPE),
      { mostBytes: 10_000 },
    );
    expect(text.length).toBeLessThanOrEqual(10_000);
    expect(end.kept).toBeGreaterThan(2);
    const timed = await startRecording({ file: makeFile(), clock: systemClock, forMs: 10 });
    expect(await timed.ended).toEqual({ kept: 0, leftOut: 0, error: null });
  });
});
