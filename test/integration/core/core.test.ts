import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Core } from '#main/core/core.ts';
import { reason } from '#shared/reasons/reason-codes.ts';
import { EMPTY_DRAFT } from '#shared/draft/draft.ts';
import { appStateShape } from '#test/support/answer-shapes.ts';
import { ask, benchForEachTest, connected, emptied, PATIENCE } from '#test/support/core-bench.ts';
import { listedRows } from '#test/support/listed-rows.ts';

const OUTBOUND = { callId: '12345', lcmKey: '5|3|1|0|0|44|1', type: 'OUTBOUND' };

const bench = benchForEachTest();

describe('a wrap-up', () => {
  it('goes from the screen to LCM, and back as delivered', async () => {
    const core = await bench.start();
    await connected(core);
    await ask(core, 'openCall', OUTBOUND);
    await ask(core, 'listOutcomes', { callId: '12345', refresh: true });
    await vi.waitFor(async () => {
      expect((await ask(core, 'listOutcomes', { callId: '12345', refresh: false })).count).toBeGreaterThan(
        10,
      );
    }, PATIENCE);
    const draft = { ...EMPTY_DRAFT, businessOutcomeId: '101', comment: 'Test comment' };
    const { submissionId } = await ask(core, 'submitWrapUp', { callId: '12345', draft });

    await vi.waitFor(() => {
      expect(core.state().calls[0]?.submission).toMatchObject({ id: submissionId, state: 'delivered' });
    }, PATIENCE);
    expect(
      bench
        .lcm()
        .ledger.applied()
        .map(({ subtopic, data }) => ({ subtopic, data })),
    ).toEqual([
      {
        subtopic: 'SetBusinessOutcomeWithComments',
        data: {
          callid: '12345',
          AccountNumber: '5|3|1|0|0|44|1',
          OutcomeId: 101,
          LeadScore: expect.any(Number) as number,
          UserID: 'ana',
          AgentComments: 'Test comment',
          TargetAmount: 0,
        },
      },
    ]);
    expect(appStateShape.safeParse(core.state()).error).toBeUndefined();
  });

  it('that is incomplete returns its problems, and nothing is queued', async () => {
    const core = await bench.start();
    await ask(core, 'openCall', OUTBOUND);
    const answer = await core.answer('submitWrapUp', { callId: '12345', draft: EMPTY_DRAFT });
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'invalid', problems: [{ field: 'businessOutcome', code: 'nothingChosen' }] },
    });
    expect(core.state().outbox).toMatchObject({ waiting: 0, sending: 0 });
  });

  it('needs a call that is on the list', async () => {
    const core = await bench.start();
    const answer = await core.answer('submitWrapUp', { callId: 'nobody', draft: EMPTY_DRAFT });
    expect(answer).toMatchObject({ ok: false, error: { code: 'notFound' } });
  });

  it('is not undone by a draft that arrives after it', async () => {
    const core = await bench.start();
    await ask(core, 'openCall', OUTBOUND);
    const draft = { ...EMPTY_DRAFT, telephonyOutcomeId: '8', comment: 'late' };
    await ask(core, 'submitWrapUp', { callId: '12345', draft });
    await ask(core, 'saveDraft', { callId: '12345', draft });
    expect(core.state().calls[0]).toMatchObject({ draft: null, wrappedAt: expect.any(Number) as number });
  });
});

describe('what an agent uses', () => {
  const usage = (core: Core, callId: string) => ask(core, 'getOutcomeUsage', { callId });

  it('is counted after a wrap-up, for that agent and campaign alone, and survives a restart', async () => {
    const first = await bench.start();
    await connected(first);
    await ask(first, 'openCall', OUTBOUND);
    await ask(first, 'listOutcomes', { callId: '12345', refresh: true });
    await vi.waitFor(async () => {
      const list = await ask(first, 'listOutcomes', { callId: '12345', refresh: false });
      expect(list).toMatchObject({ assumed: false, fetchedAt: expect.any(Number) as number });
    }, PATIENCE);
    const told = vi.fn();
    first.events.on(({ name }) => {
      if (name === 'outcomeUsage') told();
    });
    const outcome = { kind: 'business', id: '102' } as const;
    await ask(first, 'setFavourite', { callId: '12345', outcome, favourite: true });
    expect(told).toHaveBeenCalledTimes(1);
    const draft = { ...EMPTY_DRAFT, businessOutcomeId: '101', telephonyOutcomeId: '0' };
    await ask(first, 'submitWrapUp', { callId: '12345', draft });
    const used = [
      { ...outcome, favourite: true, weight: null },
      { kind: 'telephony', id: '0', favourite: false },
      { kind: 'business', id: '101', favourite: false },
    ];
    await vi.waitFor(async () => {
      expect(await usage(first, '12345')).toMatchObject(used);
    }, PATIENCE);
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2), PATIENCE);
    await ask(first, 'signIn', { userId: 'another' });
    expect(await usage(first, '12345')).toEqual([]);
    await ask(first, 'signIn', { userId: 'ana' });
    await bench.stop(first);

    const second = await bench.start();
    await ask(second, 'openCall', { ...OUTBOUND, callId: 'next' });
    await ask(second, 'openCall', { callId: 'm1', lcmKey: '5|3', type: 'MANUAL' });
    expect(await usage(second, 'next')).toMatchObject(used);
    expect(await usage(second, 'm1')).toEqual([]);
  });
});

describe('without a link', () => {
  it('wrap-ups wait, survive a restart, and arrive in order once LCM is back', async () => {
    const first = await bench.start();
    await connected(first);
    await bench.lcmOff();
    await vi.waitFor(() => expect(first.state().link.status).not.toBe('connected'), PATIENCE);
    for (const callId of ['1', '2', '3']) {
      await ask(first, 'openCall', { ...OUTBOUND, callId });
      await ask(first, 'submitWrapUp', {
        callId,
        draft: { ...EMPTY_DRAFT, telephonyOutcomeId: '8', comment: callId },
      });
    }
    expect(first.state().outbox.waiting).toBe(3);
    await bench.stop(first);

    const second = await bench.start();
    expect(second.state().outbox.waiting).toBe(3);
    await bench.lcmOn();
    await emptied(second);
    expect(
      bench
        .lcm()
        .ledger.applied()
        .map(({ data }) => (data as { callid: string }).callid)
        .sort(),
    ).toEqual(['1', '2', '3']);
    expect(bench.lcm().ledger.entries()).toHaveLength(3);
  });

  it('outcome lists come from the cache: the group by type, the campaign as an assumption', async () => {
    const first = await bench.start();
    await connected(first);
    for (const call of [OUTBOUND, { callId: 'm1', lcmKey: '5|3', type: 'MANUAL' }]) {
      await ask(first, 'openCall', call);
      await ask(first, 'listOutcomes', { callId: call.callId, refresh: true });
      await vi.waitFor(async () => {
        expect(await ask(first, 'listOutcomes', { callId: call.callId, refresh: false })).toMatchObject({
          refreshing: false,
          fetchedAt: expect.any(Number) as number,
        });
      }, PATIENCE);
    }
    const shown = await ask(first, 'listOutcomes', { callId: 'm1', refresh: false });
    const { version } = shown;
    expect(
      await ask(first, 'listOutcomes', { callId: 'm1', refresh: false, known: ['other', version] }),
    ).toEqual({
      ...shown,
      packed: null,
    });
    await bench.stop(first);
    await bench.lcmOff();

    const second = await bench.start();
    // Of this contact LCM has told nothing, so its campaign is not known.
    await ask(second, 'openCall', { ...OUTBOUND, callId: 'new', lcmKey: '5|3|1|0|0|44|2' });
    await ask(second, 'openCall', { callId: 'm2', lcmKey: '5|4', type: 'MANUAL' });
    const campaign = await ask(second, 'listOutcomes', { callId: 'new', refresh: false });
    expect(campaign.assumed).toBe(true);
    expect(listedRows(campaign).map((row) => row.id)).toContain('101');
    const group = await ask(second, 'listOutcomes', { callId: 'm2', refresh: true });
    expect(group.assumed).toBe(false);
    expect(listedRows(group).map((row) => row.id)).toContain('107');
    await vi.waitFor(async () => {
      expect((await ask(second, 'listOutcomes', { callId: 'm2', refresh: false })).failure).toBe(
        'not-connected',
      );
    }, PATIENCE);
  });
});

describe('the bus', () => {
  it('opens calls of this agent and follows them, and hints at outcomes set elsewhere', async () => {
    const core = await bench.start();
    await connected(core);
    bench.lcm().ring({ id: 'other', user: 'somebody', ringMs: 5, talkMs: 5 });
    bench.lcm().ring({ id: 'mine', lcmKey: '137|1|3|0|0|84|', user: 'ana', ringMs: 5, talkMs: 5 });
    await vi.waitFor(() => {
      expect(core.state().calls).toMatchObject([{ callId: 'mine', phase: 'ended', origin: 'bus' }]);
    }, PATIENCE);
    bench.lcm().broadcast({
      channel: 'lcm',
      topic: 'Webservice',
      subtopic: 'OutcomeSetForCall',
      message: '137|1|3|0|0|84|',
    });
    await vi.waitFor(() => expect(core.state().calls[0]?.outcomeSetAt).toEqual(expect.any(Number)), PATIENCE);
  });
});

it('a call that LCM does not list after an outage has ended', async () => {
  const core = await bench.start();
  await connected(core);
  bench.lcm().ring({ id: 'gone', lcmKey: '5|1', user: 'ana', ringMs: 1, talkMs: 600_000 });
  await vi.waitFor(() => {
    expect(core.state().calls).toMatchObject([{ callId: 'gone', moment: 'talking' }]);
  }, PATIENCE);
  await bench.lcmOff();
  await bench.lcmOn();
  await vi.waitFor(() => {
    expect(core.state().calls).toMatchObject([{ callId: 'gone', phase: 'ended', endMissed: true }]);
  }, PATIENCE);
});

it('a call that names nobody cannot be submitted until it is taken', async () => {
  const core = await bench.start();
  await connected(core);
  const call = { id: 'new', event: 'Answered', CallType: 'Regular-Call', CallVariables: { LCMKey: '5|2' } };
  bench.lcm().broadcast({
    channel: 'Amazon',
    topic: 'OutboundCall',
    subtopic: 'OutboundCallStateChange',
    message: { call },
  });
  await vi.waitFor(() => {
    expect(core.state()).toMatchObject({ calls: [], offers: [{ callId: 'new', moment: 'talking' }] });
  }, PATIENCE);
  expect(await core.answer('submitWrapUp', { callId: 'new', draft: EMPTY_DRAFT })).toMatchObject({
    ok: false,
    error: { code: 'notFound' },
  });
  await ask(core, 'answerOffer', { callId: 'new', take: true });
  expect(core.state()).toMatchObject({ calls: [{ callId: 'new' }], offers: [] });
});

describe('the settings', () => {
  it('without an LCM open the demo, with separate data and ringing calls', async () => {
    rmSync(join(bench.folder, 'settings.json'));
    const core = await bench.start();
    expect(core.state().demo).toBe(true);
    await vi.waitFor(() => expect(core.state().calls.length).toBeGreaterThan(0), PATIENCE);
    expect(readdirSync(bench.folder)).toContain('demo');
    expect(readdirSync(bench.folder)).not.toContain('afterword.db');
  });

  it('that name an LCM after a time with the demo take over nothing from it: no name, call, draft or favourite', async () => {
    rmSync(join(bench.folder, 'settings.json'));
    const demo = await bench.start();
    await ask(demo, 'signIn', { userId: 'try-out' });
    await ask(demo, 'openCall', OUTBOUND);
    await ask(demo, 'saveDraft', {
      callId: OUTBOUND.callId,
      draft: { ...EMPTY_DRAFT, comment: 'of the demo' },
    });
    const outcome = { kind: 'business', id: '102' } as const;
    await ask(demo, 'setFavourite', { callId: OUTBOUND.callId, outcome, favourite: true });
    await ask(demo, 'submitWrapUp', {
      callId: OUTBOUND.callId,
      draft: { ...EMPTY_DRAFT, telephonyOutcomeId: '8' },
    });
    await bench.stop(demo);

    bench.settings();
    const core = await bench.start();
    expect(core.state()).toMatchObject({ agent: 'ana', demo: false, calls: [], outbox: { waiting: 0 } });
    await ask(core, 'openCall', OUTBOUND);
    expect(core.state().calls).toMatchObject([{ draft: null, submission: null }]);
    expect(await ask(core, 'getOutcomeUsage', { callId: OUTBOUND.callId })).toEqual([]);
    await connected(core);
    expect(bench.lcm().ledger.entries()).toEqual([]);
  });

  it('with a fault report it and never open the demo', async () => {
    bench.settings({ lcm: { ur: bench.lcm().url } });
    const core = await bench.start();
    const state = core.state();
    expect(state.demo).toBe(false);
    expect(state.link.status).toBe('refused');
    expect(state.agent).toBe('ana');
    expect(state.settingsFaults).toBe(1);
    expect(await ask(core, 'checkSettings', undefined)).toMatchObject({
      file: join(bench.folder, 'settings.json'),
      faults: [{ path: 'lcm.ur', line: 1, reason: reason('notThisSetting', { nearest: 'url' }) }],
      desktop: false,
    });
    // Mended meanwhile: the file is read again, and the link is made of it at the next start.
    bench.settings({});
    expect(await ask(core, 'checkSettings', undefined)).toMatchObject({ faults: [], waits: true });
    expect(core.state()).toMatchObject({
      settingsFaults: 0,
      settingsWait: true,
      link: { status: 'refused' },
    });
    const done: string[] = [];
    core.attachDesktop({
      showMain() {},
      hideQuick() {},
      showInFolder: (path) => void done.push(path),
      restart: () => void done.push('restart'),
    });
    await ask(core, 'showSettingsFile', undefined);
    await ask(core, 'restart', undefined);
    expect(done).toEqual([join(bench.folder, 'settings.json'), 'restart']);
    await bench.stop(core);
    const next = await bench.start();
    await connected(next);
    expect(next.state().settingsFaults).toBe(0);
  });

  it('keep the address of LCM if only its neighbour is wrong', async () => {
    bench.settings({ lcm: { url: bench.lcm().url, path: 'socket.io' } });
    const core = await bench.start();
    await connected(core);
    expect(core.state()).toMatchObject({ demo: false, settingsFaults: 1 });
    expect(await ask(core, 'checkSettings', undefined)).toMatchObject({
      faults: [
        { path: 'lcm.path', written: '"socket.io"', instead: '"/socket.io"', reason: reason('needsSlash') },
      ],
    });
  });

  it('let nobody start a sound Afterword again', async () => {
    const core = await bench.start();
    const done: string[] = [];
    core.attachDesktop({
      showMain() {},
      hideQuick() {},
      showInFolder: (path) => void done.push(path),
      restart: () => void done.push('restart'),
    });
    await ask(core, 'showSettingsFile', undefined);
    await ask(core, 'restart', undefined);
    expect(done).toEqual([]);
  });

  it('name the agent of every start; another who signs in is so until the end', async () => {
    const first = await bench.start();
    expect(first.state()).toMatchObject({ agent: 'ana', agentOfSettings: 'ana' });
    await ask(first, 'signIn', { userId: 'prakashr' });
    expect(first.state()).toMatchObject({ agent: 'prakashr', agentOfSettings: 'ana' });
    await bench.stop(first);
    expect((await bench.start()).state().agent).toBe('ana');
  });

  it('take no name from the demo, and give it none, with the first settings in between', async () => {
    const noSettings = (): void => rmSync(join(bench.folder, 'settings.json'));
    noSettings();
    const demo = await bench.start();
    expect(demo.state()).toMatchObject({ demo: true, agent: null });
    await ask(demo, 'signIn', { userId: 'practice' });
    await bench.stop(demo);
    bench.settings({ agent: { userId: '' } });
    const real = await bench.start();
    expect(real.state()).toMatchObject({ demo: false, agent: null });
    await ask(real, 'signIn', { userId: 'prakashr' });
    await bench.stop(real);
    const again = await bench.start();
    expect(again.state().agent).toBe('prakashr');
    await bench.stop(again);
    noSettings();
    expect((await bench.start()).state()).toMatchObject({ demo: true, agent: null });
  });
});

it('gives a shortcut its default keys where the system cannot have the kept ones, and says so', async () => {
  const shortcuts = { search: 'CommandOrControl+B', pin: 'CommandOrControl+J' };
  const kept = { agents: [['ana', { shortcuts }]] };
  writeFileSync(join(bench.folder, 'preferences.json'), JSON.stringify(kept));
  const core = await bench.start();
  expect(core.state().preferences.shortcuts).toEqual({ search: 'CommandOrControl+B' });
  expect(core.state().notices).toContainEqual(
    expect.objectContaining({ code: 'shortcutForbidden', params: { shortcut: 'CommandOrControl+J' } }),
  );
});

it('refuses a folder that another Afterword uses, and leaves nothing running', async () => {
  await bench.start();
  await expect(bench.start()).rejects.toThrow(/^inUse /);
});
