import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Simulator } from '#simulator/server.ts';
import { done, setOutcome } from './samples.ts';
import { clientFor, simulatorFor } from './with-simulator.ts';

async function ask(simulator: Simulator, method: string, path: string, body?: string) {
  const response = await fetch(simulator.url + path, { method, ...(body === undefined ? {} : { body }) });
  const type = response.headers.get('content-type') ?? '';
  const answer: unknown = type.includes('json') ? await response.json() : await response.text();
  return { status: response.status, answer, headers: response.headers };
}

/** The status of a GET with headers that `fetch` does not allow. */
function statusWith(simulator: Simulator, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(`${simulator.url}/ledger`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

describe('over HTTP', () => {
  test('the ledger can be read', async () => {
    const simulator = await simulatorFor();
    const client = await clientFor(simulator.url);
    client.send(setOutcome('1'));
    client.send(setOutcome('1', { OutcomeId: 'x' }));
    await simulator.ledger.waitUntil(({ counts }) => counts().refused === 1);
    const { status, answer } = await ask(simulator, 'GET', '/ledger');
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      counts: { received: 2, applied: 1, refused: 1, lost: 0 },
      entries: [
        { seq: 1, applied: true, refusal: null, data: { callid: '1' }, source: 'test' },
        { seq: 2, applied: false, refusal: 'data.OutcomeId must be a number, is a string' },
      ],
      finalStates: { '1': { seq: 1 } },
    });
  });

  test('faults can be changed and the state can be read', async () => {
    const simulator = await simulatorFor({ announceOutcomes: false });
    const client = await clientFor(simulator.url);
    const { answer } = await ask(simulator, 'PATCH', '/faults', '{"dropReply": 1, "latency": 3}');
    expect(answer).toMatchObject({ dropReply: { times: 1 }, latency: { minMs: 3, maxMs: 3 } });
    client.send(setOutcome('1'));
    client.send(setOutcome('2'));
    expect(await client.next()).toEqual(done('2'));
    expect((await ask(simulator, 'GET', '/state')).answer).toMatchObject({
      url: simulator.url,
      connections: 1,
      ledger: { applied: 2 },
      faults: { dropReply: null, latency: { minMs: 3 } },
    });
  });

  test('a call can be placed, and everything can be cleared', async () => {
    const simulator = await simulatorFor({ form: 'plain' });
    const client = await clientFor(simulator.url);
    const { answer } = await ask(simulator, 'POST', '/ring', '{"lcmKey": "1|2", "talkMs": 0}');
    expect(answer).toMatchObject({ lcmKey: '1|2', type: 'OUTBOUND', softphone: 'amazon', story: 'answered' });
    expect(await client.next()).toMatchObject({ subtopic: 'OutboundCallStateChange' });
    expect((await ask(simulator, 'POST', '/ring')).status).toBe(200);
    simulator.faults.set({ dropReply: 1 });
    client.send(setOutcome('1'));
    await simulator.ledger.waitFor(({ applied }) => applied);
    expect(simulator.openCalls()).toBe(2);
    await ask(simulator, 'POST', '/reset');
    expect(simulator.openCalls()).toBe(0);
    expect(simulator.ledger.entries()).toEqual([]);
    expect(simulator.connections()).toBe(1);
  });

  test('GET / lists the endpoints', async () => {
    const { answer } = await ask(await simulatorFor(), 'GET', '/');
    for (const path of ['/ledger', '/state', '/faults', '/ring', '/agent', '/reset'])
      expect(answer).toContain(path);
  });

  test.each([
    ['PATCH', '/faults', '{"latency": -1}', 400, /^latency.minMs: /],
    ['PATCH', '/faults', '{"latency"', 400, 'the body is not JSON'],
    ['PATCH', '/faults', undefined, 400, /^faults: /],
    ['POST', '/ring', '{"lcmkey": "1"}', 400, /^call: Unrecognized key: "lcmkey"/],
    ['POST', '/ring', '{"talkMs": "1"}', 400, /^talkMs: /],
    ['POST', '/ring', '{"softphone": "avaya"}', 400, /^softphone: /],
    ['POST', '/ring', '{"story": ["ringing", "wait:lunch"]}', 400, /^story/],
    ['POST', '/ring', '{"softphone": "lcm", "kind": "inbound"}', 400, 'documents no inbound call'],
    ['POST', '/agent', '{"state": "Available"}', 400, /^user: /],
    ['POST', '/ring', ' '.repeat(70_000), 413, 'more than 65536 bytes'],
    ['DELETE', '/ledger', undefined, 405, '/ledger takes GET, not DELETE'],
    ['GET', '/nothing', undefined, 404, 'there is no /nothing'],
    ['GET', '/__proto__', undefined, 404, 'there is no'],
    ['GET', '//', undefined, 404, 'there is no'],
  ])('%s %s %s is answered %i with the reason', async (method, path, body, status, reason) => {
    const simulator = await simulatorFor();
    const reply = await ask(simulator, method, path, body);
    expect(reply.status).toBe(status);
    expect((reply.answer as { error: string }).error).toMatch(reason);
    expect((await ask(simulator, 'GET', '/state')).status).toBe(200);
  });

  test.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
    [{ Host: 'evil.example' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
  ])('a browser on behalf of another site is refused: %j', async (headers) => {
    expect(await statusWith(await simulatorFor(), headers)).toBe(403);
  });

  test('a browser on the simulator’s own address is accepted, and no other site may read', async () => {
    const simulator = await simulatorFor();
    expect(await statusWith(simulator, { Origin: simulator.url })).toBe(200);
    const { headers } = await ask(simulator, 'GET', '/ledger');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  test('a client that leaves in the middle of its request does no harm', async () => {
    const simulator = await simulatorFor();
    await new Promise<void>((resolve) => {
      const half = request(`${simulator.url}/ring`, { method: 'POST', headers: { 'Content-Length': 100 } });
      half.on('error', () => resolve());
      half.write('{"lcmKey"', () => half.destroy());
      half.on('close', resolve);
    });
    expect((await ask(simulator, 'GET', '/state')).status).toBe(200);
    expect(simulator.openCalls()).toBe(0);
  });
});
