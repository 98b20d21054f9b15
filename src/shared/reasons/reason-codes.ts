import type { Reason } from './reason.ts';

/** What can be wrong with the settings file or with a setting. `values` comes from the schema. */
export const SETTING_FAULTS = {
  fileUnreadable: ['code'],
  noOrdinaryFile: ['megabytes'],
  notJson: [],
  nestedTooDeep: [],
  notJsonAt: ['line', 'column'],
  commentInJson: ['line', 'column'],
  commaTooMany: ['line', 'column'],
  quotesInJson: ['line', 'column'],
  backslashInJson: ['line', 'column'],
  notASetting: [],
  notThisSetting: ['nearest'],
  settingMissing: [],
  settingEmpty: [],
  needsText: [],
  needsNumber: [],
  needsWholeNumber: [],
  needsTrueOrFalse: [],
  needsList: [],
  needsGroup: [],
  needsOneOf: ['values'],
  tooSmall: ['least'],
  tooLarge: ['most'],
  tooManyCharacters: ['most'],
  tooManyEntries: ['most'],
  settingUnfit: [],
  notAnLcmAddress: [],
  addressWithPassword: [],
  addressTooLong: [],
  notAProxy: [],
  notAHeaderName: [],
  badHeaderValue: [],
  ownHeader: ['header'],
  baseAboveCap: [],
  needsSlash: [],
  reservedEvent: [],
  notAJsonPointer: [],
  notACallType: [],
  needsOwnBus: [],
  notASafeAddress: [],
  notADate: [],
  notAHoliday: [],
  notAZone: [],
  notATime: [],
  notADuration: [],
  notAQuickPick: [],
  notAnAbbreviation: [],
  keysWrite: [],
  isThereTwice: [],
  needsDefaultOutcome: [],
  notOneOutcome: [],
  notASnippet: ['abbreviation'],
  notWords: [],
  notAFolder: [],
  onlyOfSite: [],
  needsSection: [],
  notASecret: [],
  certOrPfx: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Every code that `src/shared/reasons/locales` words under `reason.<code>`, with the names of its gaps. A code without
 * gaps may also be passed as a plain string, in places that otherwise hold LCM's own words.
 */
export const REASON_PARAMS = {
  /** Why a submission changed its state. */
  submitted: [],
  submittedByLimit: [],
  submittedCorrection: [],
  sent: [],
  notSentYet: [],
  acknowledged: [],
  acknowledgedLate: [],
  interrupted: [],
  corrected: [],
  beingEdited: [],
  editClosed: [],
  callbackPassed: [],
  unreadable: [],
  readableAgain: [],
  rescued: [],
  retried: [],
  otherComputer: [],
  backHome: [],
  sentThere: [],

  /** Why LCM has not answered, or was not asked. */
  timeout: [],
  busy: [],
  closed: [],
  'not-connected': [],
  'link-lost': [],
  'mixed-replies': [],
  refused: [],
  'no-call-id': [],
  'set-too-long': [],
  'send-failed': [],
  'no-reason': [],
  'no-verdict': [],
  'no-list': [],
  'too-long': [],
  'far-too-long': [],
  'callbacks-of-others': [],

  /** Why a request of the screen failed. `what` names the request for support; `state` is a submission's. */
  badInput: ['what'],
  unforeseen: ['what'],
  noCall: ['call'],
  othersWrapUp: ['agent'],
  timeHasPassed: [],
  movedOn: ['state'],
  cannotDecrypt: [],

  /** Why the after-call limit did not submit. */
  limitNoAgent: [],
  limitCallback: [],
  limitOutcome: [],
  limitOthersCall: [],

  /** Why the after-call limit was not extended. */
  limitPassed: [],
  noMoreTime: [],

  /** Why after-call work was not ended. */
  clearNotTold: [],
  clearNotLast: [],
  clearOtherCall: [],
  clearOthers: [],
  clearNotTaken: [],
  clearNoOutcome: [],
  clearByOther: [],

  /** Why something could not be saved. */
  diskFull: [],
  readOnly: [],
  ioError: [],
  locked: [],
  damaged: [],
  cannotOpen: [],
  outOfMemory: [],

  /** Why Afterword cannot start; `code` is the system's or SQLite's. */
  inUse: ['path'],
  inUseElsewhere: ['path'],
  noLocks: ['path'],
  newerSchema: ['path', 'found', 'known'],
  notWritable: ['path', 'code'],
  othersFolder: ['path'],
  switchRefused: ['name'],

  ...SETTING_FAULTS,

  /** Why the browser host shows no page. */
  addressUsed: [],
  addressNeeded: [],
  portNotServed: ['port', 'code'],
  noSuchPage: [],

  /** Why a link to a call was refused. */
  tooLong: [],
  notALink: [],
  badCharacters: [],
  unknownTarget: [],
  duplicateParameter: [],
  missingParameter: [],
  severalCalls: [],

  /** Why LCM's address, or the certificate authority that the settings name for it, cannot be used. */
  noLcmSet: [],
  addressUnreadable: [],
  notEncrypted: ['host', 'address'],
  caFileUnreadable: ['file', 'code'],
  caFileEmpty: ['file'],
  caFileBroken: ['file'],

  /** A secret that the settings name cannot be used; `path` is the setting. */
  secretEnvMissing: ['path', 'name'],
  secretFileUnreadable: ['path', 'file', 'code'],
  secretFileOpen: ['path', 'file'],
  secretFileEmpty: ['path', 'file'],
  secretNoKeyStore: ['path'],
  secretNotGiven: ['path', 'name'],
  secretNotAsked: ['name'],
  secretUnfit: ['path'],
  secretsLate: [],

  /** The certificate of this computer (`lcm.tls`) cannot be used, or LCM's server refuses it. */
  clientCertUnreadable: ['file', 'code'],
  clientKeyOpen: ['file'],
  clientPassphrase: ['file'],
  clientKeyMismatch: ['file'],
  clientCertUnfit: ['file', 'words'],
  clientCertWanted: [],
  clientCertRefused: [],

  /** The agent's sign-in at the site's provider; `said` is the provider's own text, `host` its address. */
  signInNeeded: [],
  signInNotSet: ['path'],
  signInByProvider: [],
  signInOnlyInApp: [],
  signInDone: [],
  signInCancelled: [],
  signInTooLong: [],
  signInExpired: [],
  signInEnded: ['said'],
  signInDenied: ['said'],
  signInMismatch: ['words'],
  signInOtherAgent: ['agent', 'named'],
  signInNoClaim: ['claim'],
  signInUnsafe: ['host'],
  signInPortTaken: ['port', 'code'],
  signInNoBrowser: [],
  signInProviderAway: ['host', 'words'],
  signInProviderFaulty: ['host', 'words'],
  waitsForAgent: [],

  /** LCM, or a server in front of it, refused the link; `said` is its own text. */
  wrongNamespace: ['namespace'],
  denied: ['said'],
  deniedSilently: [],
  deniedByServer: ['status'],
  proxySignIn: [],
  wrongPath: [],
  otherSocketIo: [],
  httpStatus: ['status'],
  noSocketIo: [],
  redirected: ['status', 'to'],

  /** The certificate of LCM, or of the proxy, is not valid; `code` is Node's. */
  certExpired: ['code'],
  certNotYetValid: ['code'],
  certSelfSigned: ['code'],
  certUnknownAuthority: ['code'],
  certIncompleteChain: ['code'],
  certRevoked: ['code'],
  certInvalid: ['code'],
  certOtherHost: [],
  certNamesOthers: ['names', 'host'],
  proxyCertificate: ['code'],

  /** Why Connect cannot do what was asked, or shows no call; `role` is one of `CALL_ROLES`. */
  connectClosed: [],
  connectNoAddress: [],
  connectIncomplete: [],
  connectNoMember: [],
  connectHasSettings: [],
  setBySite: [],
  connectNothingSaid: [],
  connectRoleMissing: ['role'],
  connectUnreadable: ['role'],
  connectNoPhase: [],
  connectNoWrapUp: [],
  connectListRefused: ['said'],

  /** The link could not be opened; `code` is Node's, `words` come from a library or the system. */
  nothingListens: ['code'],
  cutWhileOpening: ['code'],
  hostUnknown: ['code'],
  namesUnavailable: ['code'],
  noRoute: ['code'],
  noNetwork: ['code'],
  noAnswer: ['code'],
  noAnswerWithin: ['seconds', 'transport'],
  closedWhileOpening: [],
  unreachable: [],
  unreachableBecause: ['words'],

  /** An open link ended. */
  closedByLcm: [],
  lcmSilent: [],
  linkCut: [],
  linkBroke: [],
  notSocketIo: [],
  messageTooLarge: [],
  linkLost: [],

  /** What the connection check found; `proxy` and `to` are a host and port. */
  checkAddress: ['address'],
  checkNamed: ['host', 'address'],
  checkNameByProxy: [],
  checkProxy: ['proxy'],
  checkProxyFailed: ['proxy'],
  checkProxyRefused: ['status'],
  checkCertificate: ['subject', 'issuer', 'until'],
  checkCertificateEnds: ['days'],
  checkNoTls: [],
  checkPolling: [],
  checkEnvelope: ['names'],
  checkSilent: ['seconds'],
  checkNoEnvelope: [],
  checkOtherEvent: ['event', 'expected'],
  checkTryName: [],
  checkTryAddress: [],
  checkTryShown: [],
  checkStopped: [],
  checkTooLong: ['seconds'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ReasonCode = keyof typeof REASON_PARAMS;
/** The message that a settings schema gives; the screen words it. */
export type SettingFault = keyof typeof SETTING_FAULTS;

/** The codes with exactly these gaps. */
export type ReasonCodeWith<Param extends string> = {
  [C in ReasonCode]: [Param, (typeof REASON_PARAMS)[C][number]] extends [
    (typeof REASON_PARAMS)[C][number],
    Param,
  ]
    ? C
    : never;
}[ReasonCode];

type ParamsOf<C extends ReasonCode> = Record<(typeof REASON_PARAMS)[C][number], string | number>;

/** Makes a reason; the type checker holds its params to {@link REASON_PARAMS}. */
export function reason<C extends ReasonCode>(
  code: C,
  ...[params]: (typeof REASON_PARAMS)[C] extends readonly [] ? [] : [ParamsOf<C>]
): Reason {
  return { code, params: params ?? {} };
}
