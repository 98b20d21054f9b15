import { expect, it } from 'vitest';
import { createSignal } from '#main/base/signal.ts';
import { systemClock } from '#main/base/clock.ts';
import { callNews } from '#main/core/call-news.ts';
import { createNotices } from '#main/core/notices.ts';
import type { ContractEvent } from '#shared/contract/events.ts';

function setup() {
  const notices = createNotices(systemClock, { has: () => false, add() {} });
  const events = createSignal<ContractEvent>();
  const shown = (): unknown[] => notices.list().map(({ code, params }) => [code, params]);
  return { notices, events, shown, news: callNews(notices, events) };
}

it('counts the events whose call is not on the list, until the agent dismisses the notice', () => {
  const { notices, shown, news } = setup();
  for (const total of [1, 7]) {
    news.unread(total);
    expect(shown()).toEqual([['callsUnread', { total }]]);
  }
  notices.dismiss(notices.list()[0]!.id);
  news.unread(8);
  expect(shown()).toEqual([]);
});

it('tells which call a link opened, and why one was refused or not saved', () => {
  const { events, shown, news } = setup();
  const heard: ContractEvent[] = [];
  events.on((event) => heard.push(event));
  news.linkOpened('1');
  expect(heard).toEqual([{ name: 'callArrived', payload: { callId: '1' } }]);
  news.linkRefused('tooLong');
  news.notSaved('2', 'diskFull');
  expect(shown()).toEqual([
    ['callLinkRefused', { reason: 'tooLong' }],
    ['callNotSaved', { call: '2', reason: 'diskFull' }],
  ]);
});
