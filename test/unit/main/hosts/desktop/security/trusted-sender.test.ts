import { expect, it } from 'vitest';
import { isTrustedSender, type SenderFacts } from '#main/hosts/desktop/security/app-origin.ts';

const OURS = [1, 2];
const frame = { url: 'afterword-app://app/index.html', origin: 'afterword-app://app', parent: null };
const from = (change: Partial<NonNullable<SenderFacts['senderFrame']>>, id = 1): SenderFacts => ({
  sender: { id },
  senderFrame: { ...frame, ...change },
});

it.each([
  ['the main window', from({})],
  ['the quick wrap-up', from({ url: 'afterword-app://app/quick.html' }, 2)],
  ['a page with a fragment', from({ url: 'afterword-app://app/index.html?x=1#/outbox' })],
])('trusts %s', (_name, event) => expect(isTrustedSender(event, OURS)).toBe(true));

it.each([
  ['a frame that is gone', { sender: { id: 1 }, senderFrame: null }],
  ['a frame inside our page', from({ parent: {} })],
  ['another window', from({}, 3)],
  ['a page from the web', from({ url: 'https://app/index.html', origin: 'https://app' })],
  ['a file', from({ url: 'file:///index.html', origin: 'file://' })],
  [
    'another host of our scheme',
    from({ url: 'afterword-app://evil/index.html', origin: 'afterword-app://evil' }),
  ],
  ['a page of ours that is none of the two', from({ url: 'afterword-app://app/other.html' })],
  ['a sandboxed frame with our URL', from({ origin: 'null' })],
  ['a name that only begins like ours', from({ url: 'afterword-app://app/index.html.evil' })],
])('does not trust %s', (_name, event) => expect(isTrustedSender(event, OURS)).toBe(false));
