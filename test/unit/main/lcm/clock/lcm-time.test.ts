import { describe, expect, it } from 'vitest';
import { readCampaignZone, readLcmReading } from '#main/lcm/clock/lcm-time.ts';
import { readEnvelope, type Envelope } from '#shared/lcm/envelope.ts';

const AT = Date.parse('2026-11-20T13:45:30Z');
const NEAR = AT - 86_400_000;

function reply(response: unknown, place: 'response' | 'rows' | 'message' | 'data' = 'response'): Envelope {
  const reading = readEnvelope({
    channel: 'LCM',
    topic: 'WebService',
    subtopic: 'CampaignTimeZone',
    ...(place === 'data' ? { data: response } : {}),
    ...(place === 'message' ? { message: response } : {}),
    ...(place === 'response' ? { message: { callid: '1', response } } : {}),
    ...(place === 'rows' ? { message: { callid: '1', response: [response] } } : {}),
  });
  if (!reading.ok) throw new Error(reading.reason);
  return reading.envelope;
}

describe('LCM’s clock is read from a CampaignTimeZone reply', () => {
  it.each<[string, object, number]>([
    ['ISO in UTC', { ServerTime: '2026-11-20T13:45:30Z' }, AT],
    ['ISO with milliseconds and an offset', { ServerTime: '2026-11-20T19:15:30.250+05:30' }, AT + 250],
    ['ISO with blanks', { ServerTime: ' 2026-11-20 19:15 +0530 ' }, AT - 30_000],
    ['seconds since the epoch', { ServerTime: AT / 1_000 }, AT],
    ['milliseconds since the epoch, as text', { ServerTime: String(AT) }, AT],
    ['.NET’s JSON', { ServerTime: `/Date(${AT})/` }, AT],
    ['.NET’s JSON with an offset', { ServerTime: `/Date(${AT}+0530)/` }, AT],
    [
      'the campaign’s time as the pages write dates',
      { ZoneName: 'Asia/Kolkata', CampaignTime: '20/11/2026 19:15:30', ServerTime: '20/11/2026 13:45:30' },
      AT,
    ],
    ['the same without seconds', { ZoneName: 'Asia/Kolkata', CampaignTime: '20/11/2026 19:15' }, AT - 30_000],
    ['the month first', { ZoneName: 'Asia/Kolkata', CampaignTime: '11/20/2026 19:15:30' }, AT],
    ['ISO in the campaign’s zone', { ZoneName: 'Europe/Madrid', CampaignTime: '2026-11-20T14:45:30' }, AT],
    [
      'a zone’s name of Windows',
      { ZoneName: 'India Standard Time', CampaignTime: '20/11/2026 19:15:30' },
      AT,
    ],
    ['fields in other case', { zonename: 'Asia/Kolkata', CAMPAIGNTIME: '20/11/2026 19:15:30' }, AT],
  ])('%s', (_name, response, at) => {
    expect(readLcmReading(reply(response), NEAR)).toEqual({ at, callId: '1' });
  });

  it.each(['response', 'rows', 'message', 'data'] as const)('wherever it stands (%s)', (place) => {
    const callId = place === 'response' || place === 'rows' ? '1' : null;
    const reading = readLcmReading(reply({ ServerTime: '2026-11-20T13:45:30Z' }, place), NEAR);
    expect(reading).toEqual({ at: AT, callId });
  });

  it.each<[string, unknown]>([
    ['a server’s time without a zone', { ServerTime: '20/11/2026 13:45:30' }],
    ['a zone that is not certain', { ZoneName: 'Delhi', CampaignTime: '20/11/2026 19:15:30' }],
    ['no zone', { CampaignTime: '20/11/2026 19:15:30' }],
    ['months first', { ZoneName: 'Asia/Kolkata', CampaignTime: '11/20/2026 7:15:30 PM' }],
    ['a date that does not exist', { ZoneName: 'Asia/Kolkata', CampaignTime: '31/02/2026 19:15' }],
    ['a time the clock leaps over', { ZoneName: 'Europe/Madrid', CampaignTime: '29/03/2026 02:30' }],
    ['a clock that was never set', { ServerTime: '1970-01-01T00:00:10Z' }],
    ['a year that nobody lives in', { ServerTime: '9999-12-31T23:59:59Z' }],
    ['a refusal', { success: false, msg: 'Invalid Call ID.' }],
    ['words', 'twelve o’clock'],
    ['numbers of another kind', { ServerTime: 12 }],
    ['nothing', null],
  ])('not %s', (_name, response) => expect(readLcmReading(reply(response), NEAR)).toBeNull());

  it('with the day first or the month, whichever is near to the machine’s clock, else with the day', () => {
    const told = reply({ ZoneName: 'Etc/UTC', CampaignTime: '01/12/2026 10:00' });
    const [dayFirst, monthFirst] = [Date.parse('2026-12-01T10:00Z'), Date.parse('2026-01-12T10:00Z')];
    for (const at of [dayFirst, monthFirst]) expect(readLcmReading(told, at + 3_600_000)?.at).toBe(at);
    expect(readLcmReading(told, Date.parse('2026-06-01'))?.at).toBe(dayFirst);
  });

  it('if the campaign’s clock shows a time twice, the instant nearer to the machine’s clock', () => {
    const twice = reply({ ZoneName: 'Europe/Madrid', CampaignTime: '25/10/2026 02:30' });
    const [earlier, later] = [Date.parse('2026-10-25T00:30Z'), Date.parse('2026-10-25T01:30Z')];
    expect(readLcmReading(twice, earlier - 5)?.at).toBe(earlier);
    expect(readLcmReading(twice, later + 5)?.at).toBe(later);
  });
});

describe('a campaign’s time zone is read from a CampaignTimeZone reply', () => {
  it.each(['response', 'rows'] as const)('that names its call (%s)', (place) => {
    const told = readCampaignZone(reply({ ZoneName: ' Asia/Kolkata ', CampaignTime: 'noon' }, place));
    expect(told).toEqual({ callId: '1', zone: 'Asia/Kolkata' });
  });

  it.each(['India Standard Time', '(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi'])(
    'that names it as Windows does (%s)',
    (ZoneName) => {
      expect(readCampaignZone(reply({ ZoneName }))).toEqual({ callId: '1', zone: 'Asia/Kolkata' });
    },
  );

  it.each(['IST', '+05:30', 'Delhi', '', null, 7])('and not if it is %j', (ZoneName) => {
    expect(readCampaignZone(reply({ ZoneName }))).toBeNull();
  });

  it('nor from a reply that names no call', () => {
    expect(readCampaignZone(reply({ ZoneName: 'Asia/Kolkata' }, 'message'))).toBeNull();
  });
});
