import { isIP } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import type { CheckStepName } from '#shared/contract/connection-check.ts';
import { reason, type ReasonCode, type ReasonCodeWith } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';
import type { Address } from '../link/address.ts';
import { hostOf, isAboutSecrets, tidy, type LinkFailure } from '../link/link-failure.ts';
import type { Opening } from '../link/opening.ts';
import type { Route } from '../link/proxy-route.ts';
import type { StepEnd, Steps } from './steps.ts';

/** The step at which an attempt failed, and why. */
export interface Diagnosis {
  readonly step: CheckStepName;
  readonly end: StepEnd;
}

/** Follows the attempts to open the link: ends the steps as they pass, and finds the step at which one fails. */
export interface Diagnostician {
  see(opening: Opening): void;
  /** Why the attempt failed that ended with this failure. */
  diagnose(failure: LinkFailure): Diagnosis;
}

/** @param now milliseconds since the epoch */
export function createDiagnostician(address: Address, steps: Steps, now: number): Diagnostician {
  const found = new Map<LinkFailure, Diagnosis>();
  let route: Route = null;
  let transport = '';
  let shown: PeerCertificate | null = null;
  let answer: { readonly status: number; readonly location: string } | null = null;
  let refused = false;
  let socketsPass = false;

  function begin(): void {
    steps.again();
    shown = null;
    answer = null;
    refused = false;
    if (route !== null) steps.end('name', { state: 'skipped', detail: reason('checkNameByProxy') });
    else if (isIP(address.host) !== 0) steps.end('proxy', { state: 'skipped' });
  }

  function diagnoseHere(failure: LinkFailure): Diagnosis {
    const { kind, reason: why } = failure;
    if (kind === 'untrusted') {
      const step = why.code === 'proxyCertificate' ? 'proxy' : 'tls';
      return { step, end: fail(why, shown === null ? undefined : describeCertificate(shown)) };
    }
    if (refused && why.code !== 'proxySignIn') {
      const status = String(answer?.status ?? '?');
      return { step: 'reach', end: fail(reason('checkProxyRefused', { status })) };
    }
    if (answer !== null && answer.location !== '') {
      const { status, location } = answer;
      return {
        step: 'handshake',
        end: fail(reason('redirected', { status: String(status), to: hostOf(location) })),
      };
    }
    const step = steps.current();
    if (step === 'proxy' && why.code !== 'proxySignIn') {
      return { step, end: fail(reason('checkProxyFailed', { proxy: hostOf(route ?? '') }), why) };
    }
    if (step === 'handshake' && answer?.status === 400)
      return { step, end: fail(why, reason('otherSocketIo')) };
    const clearer = why.code === 'unreachableBecause' ? CLEARER[step] : undefined;
    return {
      step,
      end: clearer === undefined ? fail(why, remedy(step, failure)) : fail(reason(clearer), why),
    };
  }

  return {
    see(opening) {
      switch (opening.kind) {
        case 'route':
          ({ route } = opening);
          break;
        case 'attempt':
          ({ transport } = opening);
          begin();
          break;
        case 'named': {
          const { host } = address;
          if (route !== null || steps.current() !== 'name') break;
          steps.end('name', {
            state: 'passed',
            detail: reason('checkNamed', { host, address: opening.address }),
          });
          steps.end('proxy', { state: 'skipped' });
          break;
        }
        case 'tunnelRefused':
          refused = true;
          break;
        case 'tunnelled':
          steps.end('proxy', {
            state: 'passed',
            detail: reason('checkProxy', { proxy: hostOf(route ?? '') }),
          });
          steps.end('reach', { state: 'passed' });
          break;
        case 'reached':
          if (route !== null) break;
          steps.end('reach', { state: 'passed' });
          if (!address.secure) steps.end('tls', { state: 'skipped' });
          break;
        case 'certificate':
          shown = opening.certificate;
          break;
        case 'secured':
          if (shown === null) steps.end('tls', { state: 'passed' });
          else
            steps.end('tls', {
              state: 'passed',
              detail: describeCertificate(shown),
              note: endsSoon(shown, now),
            });
          break;
        case 'answered':
          answer ??= opening;
          break;
        case 'handshaken':
          socketsPass ||= transport === 'websocket';
          steps.end('handshake', { state: 'passed', detail: socketsPass ? null : reason('checkPolling') });
          break;
        case 'failed':
          found.set(opening.failure, diagnoseHere(opening.failure));
      }
    },
    diagnose: (failure) => found.get(failure) ?? diagnoseHere(failure),
  };
}

/** Clearer words for what the socket library or OpenSSL says, which becomes the note. */
const CLEARER: Partial<Record<CheckStepName, ReasonCodeWith<never>>> = {
  tls: 'checkNoTls',
  handshake: 'noSocketIo',
};

/** What comes of many causes, and says of itself nothing to do. */
const OF_MANY_CAUSES: ReadonlySet<string> = new Set<ReasonCode>([
  'hostUnknown',
  'namesUnavailable',
  'nothingListens',
  'noRoute',
  'noAnswer',
  'noAnswerWithin',
  'cutWhileOpening',
  'closedWhileOpening',
]);

/** Where to look first; undefined if the reason says so itself. */
function remedy(step: CheckStepName, failure: LinkFailure): Reason | undefined {
  if (isAboutSecrets(failure)) return reason('checkTryShown');
  if (!OF_MANY_CAUSES.has(failure.reason.code) || step === 'namespace') return undefined;
  return reason(step === 'name' ? 'checkTryName' : 'checkTryAddress');
}

function fail(detail: Reason, note?: Reason): StepEnd {
  return { state: 'failed', detail, note };
}

/** Who the certificate is for, who issued it and the day, UTC, until which it is valid. */
function describeCertificate({ subject, issuer, subjectaltname, valid_to: until }: PeerCertificate): Reason {
  return reason('checkCertificate', {
    subject: nameOf(subject) ?? tidy(subjectaltname ?? '?'),
    issuer: nameOf(issuer) ?? '?',
    until: Number.isNaN(Date.parse(until)) ? '?' : new Date(until).toISOString().slice(0, 10),
  });
}

/** The name in a certificate's subject or issuer: CN, else its organisation. A broken one may have neither. */
function nameOf(holder: PeerCertificate['subject'] | undefined): string | null {
  const name: unknown = [holder?.CN, holder?.O].flat().find((text) => text);
  return typeof name === 'string' ? tidy(name) : null;
}

const DAY = 86_400_000;

/** Whether so little time is left that somebody should renew the certificate. */
function endsSoon({ valid_to: until }: PeerCertificate, now: number): Reason | undefined {
  const days = Math.floor((Date.parse(until) - now) / DAY);
  return days < 30 ? reason('checkCertificateEnds', { days }) : undefined;
}
