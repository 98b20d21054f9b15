import { expect, it } from 'vitest';
import { allAtOnce } from '#shared/steps/steps.ts';
import { listedOutcomes, listingSteps } from '#main/outcomes/listed-outcomes.ts';
import { readOutcomeRow } from '#shared/lcm/decode.ts';

const entries = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => ({ OutComeID: String(n), Description: `Outcome ${n}` }));

it('a long list is read and packed in one pass, in steps, so that the process answers meanwhile', () => {
  let read = 0;
  const listing = listingSteps(entries(100_000), (entry) => {
    read += 1;
    return readOutcomeRow(entry);
  });
  const each: number[] = [];
  for (let before = 0; listing.next().done !== true; before = read) each.push(read - before);
  expect(each).toEqual(Array.from({ length: 50 }, () => 2_000));
});

it('entries that are no outcomes are left out and counted', () => {
  const some = entries(4_500);
  const [clean, odd] = [some, [...some.slice(0, 2_500), null, {}, 'Sold', ...some.slice(2_500)]].map((each) =>
    allAtOnce(listingSteps(each, readOutcomeRow)),
  );
  expect([clean?.ignored, odd?.ignored]).toEqual([0, 3]);
  expect(odd?.outcomes.rows()).toEqual(clean?.outcomes.rows());
});

it('the campaign is the first that a row names', () => {
  const row = { id: '1', description: '', campaignId: null, leadScore: null, parentId: null };
  const of = (...names: (string | null)[]): string | null =>
    listedOutcomes(names.map((campaignId) => ({ ...row, campaignId }))).campaign;
  expect([of(null, '7', '8'), of(null), of()]).toEqual(['7', null, null]);
});
