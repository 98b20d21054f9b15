import { beforeEach, describe, expect, it } from 'vitest';
import { createWhoseAnswer, type WhoseAnswer } from '#main/lcm/questions/whose-answer.ts';
import type { NamedSubject } from '#shared/lcm/answer.ts';
import type { Envelope } from '#shared/lcm/envelope.ts';
import { createFakeClock, type FakeClock } from '#test/support/fake-clock.ts';

const CALL = 'GetContactModes';
const NOBODY: NamedSubject = { callId: null, lcmKey: null };
const subject = (name: string): NamedSubject => ({ callId: `call ${name}`, lcmKey: `key ${name}` });
const reply = (text: string): Envelope => ({
  channel: 'LCM',
  topic: 'WebService',
  subtopic: 'SetContactModes',
  source: null,
  data: undefined,
  message: text,
});

let clock: FakeClock;
let whose: WhoseAnswer;
beforeEach(() => {
  clock = createFakeClock();
  whose = createWhoseAnswer(clock);
});

/** Whom a reply that names nobody is about. It is noted. */
function nameless(text: string): string | null {
  const owner = whose.ownerOf(CALL, NOBODY, reply(text));
  whose.answered(CALL, NOBODY, reply(text));
  return owner?.lcmKey ?? null;
}

describe('a reply that names its call', () => {
  it('is about that call, whoever asked', () => {
    const named = { callId: 'call a', lcmKey: null };
    expect(whose.ownerOf(CALL, named, reply('x'))).toEqual({ ...named, certainty: 'named' });
    whose.asked(CALL, subject('a'));
    whose.asked(CALL, subject('b'));
    expect(whose.ownerOf(CALL, named, reply('x'))).toEqual({ ...subject('a'), certainty: 'named' });
  });

  it('is nobody’s if the call was asked about with two LCM keys', () => {
    whose.asked(CALL, subject('a'));
    whose.asked(CALL, { callId: 'call a', lcmKey: 'another' });
    expect(whose.ownerOf(CALL, { callId: 'call a', lcmKey: null }, reply('x'))).toBeNull();
    const both = { callId: 'call a', lcmKey: 'another' };
    expect(whose.ownerOf(CALL, both, reply('x'))).toEqual({ ...both, certainty: 'named' });
  });

  it('is nobody’s even after one of the two answers', async () => {
    const named = { callId: 'call a', lcmKey: null };
    whose.asked(CALL, subject('a'));
    whose.asked(CALL, { callId: 'call a', lcmKey: 'another' });
    whose.answered(CALL, named, reply('the answer about another'));
    expect(whose.ownerOf(CALL, named, reply('the answer about a'))).toBeNull();
    expect(whose.wasMixed(CALL, subject('a'))).toBe(true);
    await clock.advance(30_000);
    whose.asked(CALL, subject('a'));
    expect(whose.ownerOf(CALL, named, reply('x'))).toEqual({ ...subject('a'), certainty: 'named' });
  });

  it('may name the LCM key alone', () => {
    const named = { callId: null, lcmKey: 'key a' };
    expect(whose.ownerOf(CALL, named, reply('x'))).toEqual({ ...named, certainty: 'named' });
  });
});

describe('a reply that names nobody', () => {
  it('is the answer to the only open request, and only once', () => {
    whose.asked(CALL, subject('a'));
    expect(nameless('x')).toBe('key a');
    expect(nameless('y')).toBeNull();
  });

  it('is guessed until the bus has shown requests for as long as replies take', async () => {
    whose.asked(CALL, subject('a'));
    expect(whose.ownerOf(CALL, NOBODY, reply('x'))?.certainty).toBe('guessed');
    whose.overheard(CALL, subject('a'));
    expect(whose.ownerOf(CALL, NOBODY, reply('x'))?.certainty).toBe('guessed');
    await clock.advance(60_000);
    whose.asked(CALL, subject('a'));
    expect(whose.ownerOf(CALL, NOBODY, reply('x'))?.certainty).toBe('seen');
  });

  it('is not mistaken when a second answer to a repeated request comes while another one is open', async () => {
    whose.asked(CALL, subject('a'));
    await clock.advance(13_000);
    whose.asked(CALL, subject('a'));
    expect(nameless('the answer about a')).toBe('key a');
    await clock.advance(500);
    // The bus brings it twice.
    expect(nameless('the answer about a')).toBe('key a');
    await clock.advance(2_500);
    whose.asked(CALL, subject('b'));
    expect(nameless('the answer about a')).toBeNull();
  });

  it('is not mistaken when an answer from an earlier link comes', () => {
    whose.asked(CALL, subject('a'));
    whose.begin();
    whose.asked(CALL, subject('b'));
    expect(nameless('the answer about a')).toBeNull();
  });

  it('is still to come if what came is not believed', () => {
    whose.asked(CALL, subject('a'));
    whose.answered(CALL, NOBODY, reply('about another'), false);
    expect([whose.wasMixed(CALL, subject('a')), whose.isAlone(CALL, subject('b'))]).toEqual([true, false]);
    expect(nameless('about a')).toBe('key a');
  });

  it('is expected once for a request that the bus brings back to us', () => {
    whose.asked(CALL, subject('a'));
    whose.overheard(CALL, subject('a'));
    expect(nameless('x')).toBe('key a');
    expect(whose.isAlone(CALL, subject('b'))).toBe(true);
  });

  it('is nobody’s while two contacts are asked about, whoever asks', () => {
    whose.asked(CALL, subject('a'));
    whose.asked(CALL, subject('b'));
    expect([nameless('x'), nameless('y')]).toEqual([null, null]);
    expect(whose.wasMixed(CALL, subject('a'))).toBe(true);
  });

  it('is not mistaken when a late answer to the first request comes while the second is open', async () => {
    whose.asked(CALL, subject('a'));
    await clock.advance(12_000);
    whose.asked(CALL, subject('b'));
    expect(nameless('the answer about a')).toBeNull();
    await clock.advance(18_000);
    expect(nameless('the answer about b')).toBe('key b');
  });

  it('is the same for two requests about one contact', () => {
    whose.asked(CALL, subject('a'));
    whose.asked(CALL, { callId: 'another call', lcmKey: 'key a' });
    expect(nameless('x')).toBe('key a');
  });

  it('is not taken twice for two contacts', () => {
    whose.asked(CALL, subject('a'));
    expect(nameless('x')).toBe('key a');
    whose.asked(CALL, subject('b'));
    expect(nameless('x')).toBeNull();
    expect(nameless('y')).toBe('key b');
  });

  it('is nobody’s on a bus that brings answers to requests it does not show', async () => {
    await clock.advance(10_001);
    expect(nameless('to another application')).toBeNull();
    whose.asked(CALL, subject('a'));
    expect(nameless('x')).toBeNull();
    whose.begin();
    whose.asked(CALL, subject('a'));
    expect(nameless('x')).toBe('key a');
  });

  it('does not make a bus suspect by coming twice, or soon after the link', async () => {
    expect(nameless('to a request from before the link')).toBeNull();
    await clock.advance(10_001);
    whose.asked(CALL, subject('a'));
    expect(nameless('x')).toBe('key a');
    expect(nameless('x')).toBeNull();
    whose.asked(CALL, subject('b'));
    expect(nameless('y')).toBe('key b');
  });
});

it('knows whether a request is alone, and forgets requests after half a minute', async () => {
  whose.asked(CALL, subject('a'));
  expect([whose.isAlone(CALL, subject('a')), whose.isAlone(CALL, subject('b'))]).toEqual([true, false]);
  await clock.advance(30_000);
  expect(whose.isAlone(CALL, subject('b'))).toBe(true);
});

it('gives no answer without a name to anybody if too many requests are open', () => {
  for (let n = 0; n < 600; n += 1) whose.asked(CALL, subject(String(n)));
  expect(nameless('x')).toBeNull();
});
