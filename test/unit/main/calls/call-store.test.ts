import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { createWorkbench, wrapUp, type Workbench } from '#test/support/workbench.ts';

const call = (callId: string, lcmKey = '5|3|1|0|0|44|1') => ({ callId, lcmKey, type: 'OUTBOUND' });
const said = { type: null, contact: null, zone: null };

let bench: Workbench;
beforeEach(() => {
  bench = createWorkbench();
});
afterEach(() => bench.remove());

const listed = (): string[] => bench.calls.list().map(({ callId }) => callId);

describe('the list', () => {
  it('has the calls to wrap up, newest first, then those wrapped up last', async () => {
    for (const id of ['a', 'b', 'c', 'd']) {
      bench.calls.open(call(id), 'bus', 'ended');
      await bench.clock.advance(1_000);
    }
    bench.outbox.submit(wrapUp('c'));
    await bench.clock.advance(1_000);
    bench.outbox.submit(wrapUp('a'));
    expect(listed()).toEqual(['d', 'b', 'a', 'c']);
    await bench.restart();
    expect(listed()).toEqual(['d', 'b', 'a', 'c']);
  });

  it('keeps the last twenty that were wrapped up', async () => {
    for (let n = 0; n < 25; n += 1) {
      bench.calls.open(call(`c${n}`), 'bus', 'ended');
      await bench.clock.advance(1);
      bench.outbox.submit(wrapUp(`c${n}`));
    }
    expect(listed()).toEqual(Array.from({ length: 20 }, (_, n) => `c${24 - n}`));
  });
});

describe('the zones of a call', () => {
  const zones = () => {
    const { contactZone, campaignZone } = bench.calls.get('a')!;
    return [contactZone, campaignZone];
  };

  it('are kept with it, through a restart', async () => {
    bench.calls.open({ ...call('a'), zone: 'Europe/Madrid' }, 'link', 'ended');
    expect(zones()).toEqual(['Europe/Madrid', null]);
    bench.calls.noteCampaignZone('a', 'Asia/Kolkata');
    bench.calls.noteCampaignZone('nobody', 'Asia/Kolkata');
    await bench.restart();
    expect(zones()).toEqual(['Europe/Madrid', 'Asia/Kolkata']);
  });

  it('stay if it is opened without zones, and change if it is opened with others', () => {
    bench.calls.open({ ...call('a'), zone: 'Europe/Madrid' }, 'link', 'ended');
    bench.calls.open(call('a'), 'hand', 'ended');
    expect(zones()[0]).toBe('Europe/Madrid');
    bench.calls.open({ ...call('a'), zone: 'America/New_York' }, 'bus', 'ended');
    expect(zones()[0]).toBe('America/New_York');
  });

  it('are announced once', () => {
    bench.calls.open(call('a'), 'bus', 'ended');
    let told = 0;
    bench.calls.changed.on(() => {
      told += 1;
    });
    for (let turn = 0; turn < 3; turn += 1) bench.calls.noteCampaignZone('a', 'Asia/Kolkata');
    expect(told).toBe(1);
  });
});

describe('open', () => {
  it('brings a known call back with its draft, however often', async () => {
    const first = bench.calls.open(call('a'), 'bus', 'talking');
    bench.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'half a thought' });
    await bench.clock.advance(5_000);
    const again = bench.calls.open(call('a'), 'link', 'talking');
    expect(again).toEqual({ ...first, draft: { ...EMPTY_DRAFT, comment: 'half a thought' } });
    expect(listed()).toEqual(['a']);
  });

  it('reopens a wrapped-up or closed call for a link or the agent, not for the bus', async () => {
    for (const end of [() => bench.outbox.submit(wrapUp('a')), () => bench.calls.close('a')]) {
      bench.calls.open(call('a'), 'bus', 'ended');
      bench.calls.open(call('a'), 'hand', 'ended');
      end();
      await bench.clock.advance(1_000);
      bench.calls.open(call('a'), 'bus', 'ended');
      expect(bench.calls.list().filter(({ wrappedAt }) => wrappedAt === null)).toEqual([]);
      const again = bench.calls.open(call('a'), 'link', 'ended');
      expect(again).toMatchObject({ wrappedAt: null, openedAt: bench.clock.now() });
      expect(listed()).toEqual(['a']);
    }
  });

  it('takes another LCM key from the agent, not from the bus', () => {
    bench.calls.open(call('a', 'first'), 'hand', 'ended');
    expect(bench.calls.open(call('a', 'second'), 'bus', 'ended').lcmKey).toBe('first');
    expect(bench.calls.open(call('a', 'third'), 'hand', 'ended').lcmKey).toBe('third');
  });

  it('takes no contact from a bus event with another LCM key', () => {
    bench.calls.open({ ...call('a', 'first'), contact: 'Ana' }, 'bus', 'talking');
    bench.calls.open({ ...call('a', 'second'), contact: 'Eve', zone: 'Asia/Kolkata' }, 'bus', 'talking');
    expect(bench.calls.get('a')).toMatchObject({ contact: 'Ana', contactZone: null });
  });
});

describe('a link to a known call', () => {
  it('fills in what is missing, and changes nothing else', () => {
    bench.calls.open({ ...call('a'), type: 'INBOUND', contact: 'Ana' }, 'bus', 'ended');
    const link = { ...said, ...call('a'), type: null, contact: 'Eve', zone: 'Europe/Madrid' };
    expect(bench.calls.open(link, 'link', 'ended')).toMatchObject({
      type: 'INBOUND',
      contact: 'Ana',
      contactZone: 'Europe/Madrid',
      linkSays: null,
    });
    bench.calls.open(call('b'), 'bus', 'ended');
    expect(bench.calls.open({ ...said, ...call('b'), contact: 'Eve' }, 'link', 'ended').contact).toBe('Eve');
  });

  it.each(['ringing', 'talking'] as const)('does not end it while it is %s', (phase) => {
    bench.calls.open(call('a'), 'bus', phase);
    for (const origin of ['link', 'hand'] as const)
      expect(bench.calls.open(call('a'), origin, 'ended')).toMatchObject({ phase, endedAt: null });
  });

  it('that comes before the bus tells of the call does not end it', async () => {
    bench.calls.open({ ...said, ...call('a') }, 'link', 'ended');
    await bench.clock.advance(1_000);
    await bench.restart();
    bench.calls.open(call('a'), 'bus', 'talking');
    expect(bench.calls.get('a')).toMatchObject({ phase: 'talking', endedAt: null });
    await bench.clock.advance(1_000);
    bench.calls.open(call('a'), 'bus', 'ended');
    const endedAt = bench.clock.now();
    bench.calls.open(call('a'), 'bus', 'talking');
    await bench.restart();
    expect(bench.calls.get('a')).toMatchObject({ phase: 'ended', endedAt });
  });

  it('that comes before the bus tells of its end does not say when it ended', async () => {
    bench.calls.open({ ...said, ...call('a') }, 'link', 'ended');
    await bench.clock.advance(1_000);
    bench.calls.open(call('a'), 'bus', 'ended');
    const endedAt = bench.clock.now();
    for (const phase of ['talking', 'ended'] as const) {
      await bench.clock.advance(1_000);
      bench.calls.open(call('a'), 'bus', phase);
      expect(bench.calls.get('a')).toMatchObject({ phase: 'ended', endedAt });
    }
  });

  it.each([
    ['LCM key', { ...call('a', 'second'), contact: 'Eve', zone: 'Asia/Kolkata' }],
    ['type', { ...call('a', 'first'), type: 'MANUAL', contact: 'Eve', zone: 'Asia/Kolkata' }],
  ])('with another %s leaves the question to the agent', (_name, link) => {
    const { lcmKey, type } = link;
    const first = { ...call('a', 'first'), contact: 'Ana' };
    bench.calls.open(first, 'bus', 'talking');
    for (const take of [false, true]) {
      const asked = bench.calls.open(link, 'link', 'ended');
      expect(asked).toMatchObject({ ...first, phase: 'talking', linkSays: { lcmKey, type } });
      bench.calls.answerLink(link, take);
      const answered = take ? { lcmKey, type, contact: 'Eve', contactZone: 'Asia/Kolkata' } : first;
      expect(bench.calls.get('a')).toMatchObject({ ...answered, linkSays: null });
    }
    bench.calls.answerLink(link, true);
    expect(bench.calls.get('a')).toMatchObject({ lcmKey, linkSays: null });
  });

  it('is asked about again if another link came before the answer', () => {
    const [seen, unseen] = [call('a', 'second'), call('a', 'third')];
    bench.calls.open(call('a', 'first'), 'bus', 'ended');
    for (const link of [seen, unseen]) bench.calls.open(link, 'link', 'ended');
    for (const take of [true, false]) {
      bench.calls.answerLink(seen, take);
      expect(bench.calls.get('a')).toMatchObject({ lcmKey: 'first', linkSays: { lcmKey: 'third' } });
    }
    bench.calls.answerLink(unseen, true);
    expect(bench.calls.get('a')).toMatchObject({ lcmKey: 'third', linkSays: null });
  });

  it('is asked about no more after a link that agrees, or a wrap-up', () => {
    bench.calls.open(call('a', 'first'), 'bus', 'ended');
    bench.calls.open(call('a', 'second'), 'link', 'ended');
    expect(bench.calls.open(call('a', 'first'), 'link', 'ended').linkSays).toBeNull();
    bench.calls.open(call('a', 'second'), 'link', 'ended');
    bench.outbox.submit({ ...wrapUp('a'), lcmKey: 'first' });
    expect(bench.calls.get('a')?.linkSays).toBeNull();
  });

  it('makes a new call of the type OUTBOUND if it says none', () => {
    expect(bench.calls.open({ ...said, callId: 'a', lcmKey: 'k' }, 'link', 'ended').type).toBe('OUTBOUND');
  });
});

describe('the end of a call', () => {
  it('can be told by the agent, and the bus does not take it back', async () => {
    bench.calls.open(call('a'), 'bus', 'talking');
    await bench.clock.advance(5_000);
    bench.calls.end('a');
    const endedAt = bench.clock.now();
    await bench.clock.advance(5_000);
    for (const phase of ['talking', 'ended'] as const) bench.calls.open(call('a'), 'bus', phase);
    bench.calls.end('a');
    expect(bench.calls.get('a')).toMatchObject({ phase: 'ended', endedAt });
    bench.calls.open(call('a'), 'bus', 'talking');
    expect(bench.calls.get('a')?.heardAt).toBeNull();
    expect(() => {
      bench.calls.end('nobody');
    }).toThrow(expect.objectContaining({ name: 'NotFoundError' }) as Error);
  });

  it('may have been missed since the bus last told of the call', async () => {
    bench.calls.open(call('a'), 'bus', 'ringing');
    await bench.clock.advance(1_000);
    bench.calls.open(call('a'), 'bus', 'talking');
    const heardAt = bench.clock.now();
    await bench.clock.advance(1_000);
    bench.calls.open(call('a'), 'link', 'ended');
    expect(bench.calls.get('a')?.heardAt).toBe(heardAt);
    await bench.restart();
    expect(bench.calls.get('a')?.heardAt).toBeNull();
    bench.calls.open(call('a'), 'bus', 'talking');
    expect(bench.calls.get('a')?.heardAt).toBe(bench.clock.now());
    bench.calls.open(call('a'), 'bus', 'ended');
    expect(bench.calls.get('a')?.heardAt).toBeNull();
  });
});

describe('phase', () => {
  it('takes the contact from the latest source, and does not forget it', async () => {
    bench.calls.open({ callId: 'a', lcmKey: 'k', type: 'OUTBOUND' }, 'bus', 'ringing');
    expect(bench.calls.get('a')?.contact).toBeNull();
    bench.calls.open(
      { callId: 'a', lcmKey: 'k', type: 'OUTBOUND', contact: 'Inés Álvarez' },
      'bus',
      'talking',
    );
    bench.calls.open({ callId: 'a', lcmKey: 'k', type: 'OUTBOUND' }, 'bus', 'ended');
    await bench.restart();
    expect(bench.calls.get('a')?.contact).toBe('Inés Álvarez');
  });

  it('is ringing if none is known, and stays as it is if the bus tells none', () => {
    expect(bench.calls.open(call('a'), 'bus', null).phase).toBe('ringing');
    for (const phase of ['talking', 'ended'] as const) {
      bench.calls.open(call('a'), 'bus', phase);
      expect(bench.calls.open(call('a'), 'bus', null).phase).toBe(phase);
    }
    bench.calls.open(call('b'), 'link', 'ended');
    expect(bench.calls.open(call('b'), 'bus', null).phase).toBe('ended');
  });

  it('goes forward only, and fixes when after-call work began', async () => {
    bench.calls.open(call('a'), 'bus', 'ringing');
    bench.calls.open(call('a'), 'bus', 'talking');
    expect(bench.calls.get('a')).toMatchObject({ phase: 'talking', endedAt: null });
    bench.calls.open(call('a'), 'bus', 'ended');
    const endedAt = bench.clock.now();
    for (const phase of ['talking', 'ended'] as const) {
      await bench.clock.advance(10);
      bench.calls.open(call('a'), 'bus', phase);
    }
    await bench.restart();
    expect(bench.calls.get('a')).toMatchObject({ phase: 'ended', endedAt });
  });
});

describe('drafts', () => {
  it('survive a restart', async () => {
    bench.calls.open(call('a'), 'bus', 'ended');
    const draft = { ...EMPTY_DRAFT, comment: 'ñandú \ud83d\ude00 \u0000', targetAmount: '1,5' };
    bench.calls.saveDraft('a', draft);
    await bench.restart();
    expect(bench.calls.get('a')?.draft).toEqual(draft);
    bench.calls.saveDraft('a', { ...EMPTY_DRAFT });
    expect(bench.calls.get('a')?.draft).toBeNull();
  });

  it('are refused for a call that is not on the list', () => {
    const notFound = expect.objectContaining({ name: 'NotFoundError' }) as Error;
    expect(() => bench.calls.saveDraft('nobody', EMPTY_DRAFT)).toThrow(notFound);
    bench.calls.open(call('a'), 'bus', 'ended');
    bench.calls.close('a');
    expect(() => bench.calls.saveDraft('a', EMPTY_DRAFT)).toThrow(notFound);
    expect(bench.calls.get('a')).toBeNull();
  });

  it('report a full disk, and keep the last draft', () => {
    bench.calls.open(call('a'), 'bus', 'ended');
    bench.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'kept' });
    const { page_count: pages } = bench.database.prepare('PRAGMA page_count').get() as { page_count: number };
    bench.database.prepare(`PRAGMA max_page_count = ${pages}`).get();
    expect(() => {
      bench.calls.saveDraft('a', { ...EMPTY_DRAFT, comment: 'x'.repeat(100_000) });
    }).toThrow(expect.objectContaining({ name: 'NotSavedError', reason: 'diskFull' }) as Error);
    expect(bench.calls.get('a')?.draft?.comment).toBe('kept');
  });
});

it('notes by LCM key that an outcome was set', () => {
  bench.calls.open(call('a', 'key-1'), 'bus', 'ended');
  bench.calls.open(call('b', 'key-2'), 'bus', 'ended');
  bench.calls.noteOutcomeSet('key-2', 77);
  bench.calls.noteOutcomeSet('key-3', 88);
  expect(bench.calls.list().map(({ outcomeSetAt }) => outcomeSetAt)).toEqual([77, null]);
});

it('announces changes, and which call was closed', () => {
  const heard: string[] = [];
  bench.calls.changed.on(() => heard.push('changed'));
  bench.calls.closed.on((callId) => heard.push(`closed ${callId}`));
  bench.calls.open(call('a'), 'bus', 'ringing');
  bench.calls.open(call('a'), 'bus', 'ended');
  bench.calls.close('a');
  bench.calls.close('a');
  expect(heard).toEqual(['changed', 'changed', 'closed a', 'changed']);
});
