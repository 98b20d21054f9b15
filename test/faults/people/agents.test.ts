import { beforeEach, describe, expect, it } from 'vitest';
import type { Core } from '#main/core/core.ts';
import type { ExportCursor, ExportForm } from '#shared/contract/history-file.ts';
import type { SubmissionView } from '#shared/wrapup/submission.ts';
import { ask, benchForEachTest, callOf, deliverAll, draftOf } from '#test/support/core-bench.ts';

const EVERY_STATE = ['queued', 'sending', 'delivered', 'refused', 'held', 'superseded', 'discarded'] as const;

const bench = benchForEachTest();
let core: Core;
beforeEach(async () => {
  await bench.lcmOff();
  core = await bench.start();
});

async function wrapUp(callId: string, comment: string): Promise<string> {
  await ask(core, 'openCall', callOf(callId));
  return (await ask(core, 'submitWrapUp', { callId, draft: draftOf(comment) })).submissionId;
}

const outbox = async (): Promise<SubmissionView[]> =>
  (await ask(core, 'listOutbox', { states: [...EVERY_STATE], offset: 0, limit: 200 })).items;

const historyOf = async (query: string) =>
  (await ask(core, 'listHistory', { query, before: null, limit: 200 })).entries;

const timelines = async () =>
  Promise.all((await historyOf('')).map(({ id }) => ask(core, 'historyTimeline', { submissionId: id })));

async function exported(format: 'csv' | 'json', form: ExportForm = 'record'): Promise<string> {
  let text = '';
  let cursor: ExportCursor | null = null;
  do {
    const piece: Awaited<ReturnType<typeof ask<'exportHistory'>>> = await ask(core, 'exportHistory', {
      format,
      form,
      cursor,
    });
    text += piece.text;
    cursor = piece.next;
  } while (cursor !== null);
  return text;
}

/** Everything that the core sends to a screen, as one text. */
async function screenful(): Promise<string> {
  const parts = [
    core.state(),
    await outbox(),
    await historyOf(''),
    await timelines(),
    await exported('csv'),
    await exported('json'),
    await exported('json', 'wrapUps'),
  ];
  return JSON.stringify(parts);
}

describe('at the end of a shift', () => {
  const PLANTED = ['PLANTED waiting', 'PLANTED corrected', 'PLANTED half', 'PLANTED reason'];

  async function shiftOfAna(): Promise<{ waiting: string; discarded: string }> {
    await wrapUp('corrected', 'PLANTED corrected first');
    await wrapUp('corrected', 'PLANTED corrected then');
    const waiting = await wrapUp('waiting', 'PLANTED waiting');
    const discarded = await wrapUp('discarded', 'PLANTED waiting no more');
    await ask(core, 'discardSubmission', { submissionId: discarded, reason: 'PLANTED reason' });
    await ask(core, 'openCall', callOf('half'));
    await ask(core, 'saveDraft', { callId: 'half', draft: draftOf('PLANTED half') });
    for (const words of PLANTED) expect(await screenful()).toContain(words);
    return { waiting, discarded };
  }

  it('nothing that one agent wrote reaches the next, by list, search or export', async () => {
    const { waiting, discarded } = await shiftOfAna();
    await ask(core, 'signIn', { userId: 'ben' });
    expect(await screenful()).not.toContain('PLANTED');
    expect(await historyOf('PLANTED')).toEqual([]);
    expect(core.state().outbox.waiting).toBe(2);
    expect(await outbox()).toContainEqual(
      expect.objectContaining({ id: waiting, agent: 'ana', comment: '', withheld: true, state: 'queued' }),
    );
    expect(await outbox()).toContainEqual(
      expect.objectContaining({ id: discarded, state: 'discarded', reason: null }),
    );
    expect(core.state().calls).toContainEqual(
      expect.objectContaining({ callId: 'half', draft: null, draftBy: 'ana' }),
    );

    await bench.stop(core);
    // Where the settings name nobody, the last one is remembered.
    bench.settings({ agent: { userId: '' } });
    core = await bench.start();
    expect(core.state().agent).toBe('ben');
    expect(await screenful()).not.toContain('PLANTED');

    await ask(core, 'signIn', { userId: ' ANA ' });
    for (const words of PLANTED) expect(await screenful()).toContain(words);
    expect(core.state().calls).toContainEqual(
      expect.objectContaining({ callId: 'half', draft: draftOf('PLANTED half'), draftBy: null }),
    );
  });

  it('another agent can neither edit nor discard, and everything is delivered under its own name', async () => {
    const { waiting } = await shiftOfAna();
    await ask(core, 'signIn', { userId: 'ben' });
    for (const [name, input] of [
      ['editSubmission', { submissionId: waiting }],
      ['discardSubmission', { submissionId: waiting, reason: 'not mine' }],
    ] as const) {
      expect(await core.answer(name, input)).toMatchObject({
        ok: false,
        error: { code: 'notAllowed', detail: { code: 'othersWrapUp', params: { agent: 'ana' } } },
      });
    }
    await wrapUp('bens', 'from Ben');
    await bench.lcmOn();
    await deliverAll(core);
    const sent = bench.lcm().ledger.applied() as { data: Record<string, unknown> }[];
    expect(sent.map(({ data }) => [data['callid'], data['UserID'], data['AgentComments']]).sort()).toEqual([
      ['bens', 'ben', 'from Ben'],
      ['corrected', 'ana', 'PLANTED corrected then'],
      ['waiting', 'ana', 'PLANTED waiting'],
    ]);
    expect(await screenful()).not.toContain('PLANTED');
  });

  it('nothing is shown while nobody is signed in', async () => {
    await shiftOfAna();
    await bench.stop(core);
    bench.settings({ agent: { userId: '' } });
    core = await bench.start();
    expect(core.state().agent).toBeNull();
    expect(await screenful()).not.toContain('PLANTED');
  });
});

describe('a call that two agents worked on', () => {
  it('keeps the draft of each, shows each their own, and delivers what each said, in order', async () => {
    await ask(core, 'openCall', callOf('shared'));
    const drafts = (): unknown => core.state().calls.map(({ draft, draftBy }) => [draft?.comment, draftBy]);
    await ask(core, 'saveDraft', { callId: 'shared', draft: draftOf('of Ana') });
    await ask(core, 'signIn', { userId: 'ben' });
    await ask(core, 'saveDraft', { callId: 'shared', draft: draftOf('of Ben') });
    expect(drafts()).toEqual([['of Ben', 'ana']]);
    await ask(core, 'signIn', { userId: 'ana' });
    expect(drafts()).toEqual([['of Ana', 'ben']]);

    await ask(core, 'signIn', { userId: 'ben' });
    await ask(core, 'submitWrapUp', { callId: 'shared', draft: draftOf('of Ben') });
    await ask(core, 'signIn', { userId: 'ana' });
    await ask(core, 'openCall', callOf('shared'));
    expect(drafts()).toEqual([['of Ana', null]]);
    await ask(core, 'submitWrapUp', { callId: 'shared', draft: draftOf('of Ana') });
    expect(drafts()).toEqual([[undefined, null]]);
    await bench.lcmOn();
    await deliverAll(core);
    expect(bench.lcm().ledger.applied()).toMatchObject([
      { data: { UserID: 'ben', AgentComments: 'of Ben' } },
      { data: { UserID: 'ana', AgentComments: 'of Ana' } },
    ]);
  });

  it('delivers a colleague’s wrap-up unchanged after an edit that another agent’s submit ended', async () => {
    const first = await wrapUp('shared', 'of Ana');
    await ask(core, 'editSubmission', { submissionId: first });
    await ask(core, 'signIn', { userId: 'ben' });
    await wrapUp('shared', 'of Ben');
    await bench.lcmOn();
    await deliverAll(core);
    expect(bench.lcm().ledger.applied()).toMatchObject([
      { data: { UserID: 'ana', AgentComments: 'of Ana' } },
      { data: { UserID: 'ben', AgentComments: 'of Ben' } },
    ]);
  });

  it.each([
    ['closed without a change', 'closeCall', ['of Ana', 'of Ben']],
    ['submitted', 'submitWrapUp', ['of Ana', 'of Ben', 'of Ana again']],
  ] as const)('lets nobody overtake a colleague by an edit that is %s', async (_how, end, applied) => {
    const first = await wrapUp('shared', 'of Ana');
    await ask(core, 'signIn', { userId: 'ben' });
    await wrapUp('shared', 'of Ben');
    await ask(core, 'signIn', { userId: 'ana' });
    await ask(core, 'editSubmission', { submissionId: first });
    expect(core.state().calls[0]?.draft?.comment).toBe('of Ana');
    await bench.lcmOn();
    await deliverAll(core);
    if (end === 'closeCall') await ask(core, end, { callId: 'shared' });
    else await ask(core, end, { callId: 'shared', draft: draftOf('of Ana again') });
    await deliverAll(core);
    expect(bench.lcm().ledger.applied()).toMatchObject(
      applied.map((comment) => ({ data: { AgentComments: comment } })),
    );
  });

  it('keeps the other agent’s draft when one takes it off the list', async () => {
    await ask(core, 'openCall', callOf('shared'));
    await ask(core, 'saveDraft', { callId: 'shared', draft: draftOf('of Ana') });
    await ask(core, 'signIn', { userId: 'ben' });
    await ask(core, 'closeCall', { callId: 'shared' });
    await ask(core, 'signIn', { userId: 'ana' });
    await ask(core, 'openCall', callOf('shared'));
    expect(core.state().calls[0]?.draft).toEqual(draftOf('of Ana'));
  });

  it('lets the next agent continue a draft written while nobody was signed in', async () => {
    await bench.stop(core);
    bench.settings({ agent: { userId: '' } });
    core = await bench.start();
    await ask(core, 'openCall', callOf('early'));
    await ask(core, 'saveDraft', { callId: 'early', draft: draftOf('before signing in') });
    await ask(core, 'signIn', { userId: 'ben' });
    expect(core.state().calls[0]).toMatchObject({ draft: draftOf('before signing in'), draftBy: null });
    await ask(core, 'saveDraft', { callId: 'early', draft: draftOf('of Ben') });
    await ask(core, 'signIn', { userId: 'ana' });
    expect(core.state().calls[0]).toMatchObject({ draft: null, draftBy: 'ben' });
  });
});
