import { describe, expect, it } from 'vitest';
import { ComingList } from '#main/outcomes/coming-list.ts';
import { listedOutcomes, listingSteps, NO_OUTCOMES } from '#main/outcomes/listed-outcomes.ts';
import { allAtOnce } from '#main/base/steps.ts';
import type { OutcomeRow } from '#shared/lcm/outcome-row.ts';

const rowsOf = (count: number): OutcomeRow[] =>
  Array.from({ length: count }, (_, n) => ({
    id: String(n),
    description: `Outcome ${n}`,
    campaignId: null,
    leadScore: null,
    parentId: null,
  }));

/** Asks for lines as a screen does. */
async function read(
  coming: ComingList,
): Promise<{ readonly packed: string; readonly version: string } | null> {
  const lines: string[] = [];
  for (;;) {
    const next = await coming.linesFrom(lines.length);
    if (next === null) return null;
    lines.push(...next.lines);
    if (next.version !== null) return { packed: lines.join('\n'), version: next.version };
  }
}

describe('a list that is coming', () => {
  it.each([
    [0, 500],
    [1, 500],
    [1_999, 500],
    [2_000, 2_000],
    [4_001, 900],
    [31_000, 900],
  ])('has the lines of the whole list: %s rows, %s at a time', async (count, some) => {
    const whole = rowsOf(count);
    const coming = new ComingList();
    const shown = read(coming);
    const rows: OutcomeRow[] = [];
    for (let at = 0; at < count; at += some) {
      rows.push(...whole.slice(at, at + some));
      coming.grow(rows);
      await Promise.resolve();
    }
    const listed = allAtOnce(listingSteps(rows));
    coming.end(rows, listed);
    const { packed, version } = listedOutcomes(whole);
    expect(await shown).toEqual({ packed, version });
    expect(listed).toMatchObject({ packed, version, count });
  });

  it('is told before it is whole', async () => {
    const coming = new ComingList();
    coming.grow(rowsOf(2_500));
    expect((await coming.linesFrom(0))?.lines).toHaveLength(1);
  });

  it('is none if other rows were told, or LCM gave none', async () => {
    const others = new ComingList();
    others.grow(rowsOf(2_000));
    const own = rowsOf(3);
    others.end(own, listedOutcomes(own));
    expect(await others.linesFrom(1)).toBeNull();
    const silent = new ComingList();
    silent.end(null, NO_OUTCOMES);
    expect(await silent.linesFrom(0)).toBeNull();
  });
});
