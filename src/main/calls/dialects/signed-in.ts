import type { Envelope } from '#shared/lcm/envelope.ts';
import { cleanText } from '#shared/text/clean-text.ts';
import { readAgents } from './agents.ts';
import { foldWord, lookupIn, pathOf, type Path } from './lookup.ts';

/** In UTF-16 units. */
const NAME_LIMIT = 256;

/**
 * The events that tell who has signed in to the softphone, by topic and subtopic, folded. Pages: set-agent-state-api,
 * login-4, login-5, ready-state-1 and get-agent-state (SetAgentState of Amazon, Genesys, Five9 and Cisco),
 * get-direct-connects (LoginSuccess), agent-state-synchronization (StateSync), agent-status-event (SetAgentDetails).
 */
const LOGIN = ['loginName', 'loginId'].flatMap((name) =>
  ['/message/data', '/message/agentInfo', '/data', '/data/agentInfo'].map((holder) =>
    pathOf(`${holder}/${name}`),
  ),
);
const AGENT_NAME = [pathOf('/message/agentName')];
const EVENTS: ReadonlyMap<string, readonly Path[]> = new Map([
  ['agent|setagentstate', LOGIN],
  ['agent|loginsuccess', LOGIN],
  ['agent|statesync', LOGIN],
  ['outboundcall|setagentdetails', AGENT_NAME],
]);

/** Where these events tell the state, and the states of an agent who has left, folded. */
const STATES = ['/message/event', '/message/data/state', '/message/loginState', '/message/agentState'].map(
  pathOf,
);
const SIGNED_OUT = new Set(['logout', 'loggedout', 'loggingout', 'signedout', 'offline']);

/** An agent of the softphone. */
export interface SoftphoneLogin {
  readonly loginName: string;
  /** What else the event calls them, such as their display name or their id. The login name is among them. */
  readonly names: readonly string[];
}

/**
 * Who has signed in to the softphone, as far as an event tells. The bus is a broadcast, so it may be another desktop's agent,
 * and it is nothing more than a suggestion.
 *
 * @returns null if the envelope does not tell, or tells that the agent has signed out
 */
export function readSignedInAgent(envelope: Envelope): SoftphoneLogin | null {
  const places = EVENTS.get(`${foldWord(envelope.topic)}|${foldWord(envelope.subtopic)}`);
  if (places === undefined) return null;
  const look = lookupIn(envelope);
  const textAt = (place: Path): string | null => cleanText(look(place), NAME_LIMIT);
  if (STATES.some((place) => SIGNED_OUT.has(foldWord(textAt(place) ?? '')))) return null;
  for (const place of places) {
    const loginName = textAt(place);
    if (loginName === null) continue;
    const { names } = readAgents(look(place.slice(0, -1)));
    return { loginName, names: [loginName, ...names.filter((name) => name !== loginName)] };
  }
  return null;
}
