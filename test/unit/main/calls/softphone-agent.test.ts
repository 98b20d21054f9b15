import { expect, it } from 'vitest';
import { createSoftphoneAgent } from '#main/calls/softphone-agent.ts';
import { createFakeClock } from '#test/support/fake-clock.ts';

const MINUTE = 60_000;

const login = (...names: string[]) => ({ loginName: names[0] ?? '', names });

/** Hears the names with that many minutes before each, and tells whom is believed after each. */
async function hear(names: string, minutes = 1): Promise<string> {
  const clock = createFakeClock();
  const softphone = createSoftphoneAgent(clock, () => null);
  const believed: string[] = [];
  for (const name of names.split(' ')) {
    await clock.advance(minutes * MINUTE);
    softphone.hear(login(name));
    believed.push(softphone.name() ?? '-');
  }
  return believed.join(' ');
}

it.each([
  ['one agent, whatever the spelling', 'ana ANA corp\\ana', 1, 'ana ana ana'],
  ['one agent after the other', 'ana ana ben ben', 1, 'ana ana ben ben'],
  ['a shift after the other', 'ana ben ana cid', 11, 'ana ben ana cid'],
  ['a bus where a name comes back', 'ana ben ana ana', 1, 'ana ben - -'],
  ['a bus with a third name', 'ana ben cid cid', 1, 'ana ben - -'],
])('believes %s', async (_name, names, minutes, expected) => {
  expect(await hear(names, minutes)).toBe(expected);
});

it('tells of each change once', () => {
  const softphone = createSoftphoneAgent(createFakeClock(), () => null);
  let told = 0;
  softphone.changed.on(() => (told += 1));
  for (const name of ['ana', 'ana', 'ben', 'ana', 'cid']) softphone.hear(login(name));
  expect([softphone.name(), told]).toEqual([null, 3]);
});

it('knows what the softphone calls the agent who is signed in here, also on a shared bus', () => {
  let agent: string | null = null;
  const softphone = createSoftphoneAgent(createFakeClock(), () => agent);
  softphone.hear(login('a.moreno', '1001', 'Ana Moreno'));
  expect(softphone.ownNames()).toEqual([]);
  agent = '1001';
  expect(softphone.ownNames()).toEqual(['a.moreno', '1001', 'Ana Moreno']);
  for (const name of ['ben', 'cid', 'dora']) softphone.hear(login(name, name.toUpperCase()));
  expect([softphone.name(), softphone.ownNames()]).toEqual([null, ['a.moreno', '1001', 'Ana Moreno']]);
  agent = 'ben';
  expect(softphone.ownNames()).toEqual([]);
  softphone.hear(login('corp\\ben', 'Benjamin'));
  expect(softphone.ownNames()).toEqual(['corp\\ben', 'Benjamin']);
});
