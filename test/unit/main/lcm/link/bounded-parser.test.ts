import { describe, expect, it } from 'vitest';
import { boundedParser } from '#main/lcm/link/bounded-parser.ts';

/** LCM's answer with that many outcomes, as a packet. */
function listOf(count: number): string {
  const response = Array.from({ length: count }, (_, n) => ({
    OutComeID: String(1_000 + n),
    Description: `Outcome ${n} of group ${n % 40}`,
    CampaignID: '1',
    LeadScore: '0',
    ParentID: String(n % 40),
  }));
  return `2${JSON.stringify(['message', { subtopic: 'BusinessOutCome', message: { response } }])}`;
}

/** How many packets were heard in the turn in which this one came. */
function heardAtOnce(packet: string): number {
  let heard = 0;
  const decoder = new boundedParser.Decoder();
  decoder.on('decoded', () => (heard += 1));
  decoder.add(packet);
  return heard;
}

describe('a list of LCM', () => {
  it('of 10,000 outcomes is there in the turn in which it comes', () => {
    expect(heardAtOnce(listOf(10_000))).toBe(1);
  });

  it('of 100,000 leaves the process its turns', () => expect(heardAtOnce(listOf(100_000))).toBe(0));
});
