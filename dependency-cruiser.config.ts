/**
 * Who may import whom in `src`, for dependency-cruiser (`npm run boundaries`, part of `npm run check`). Each message
 * says whom its rule protects. Why this tool: docs/decisions/0019-import-boundaries.md.
 */
import type { IConfiguration, IRegularForbiddenRuleType } from 'dependency-cruiser';

/** A room, its file or folder below a part of `src`, and the other rooms of that part that it may import. */
export interface Room {
  readonly may: readonly string[];
  /** Whom that protects. */
  readonly why: string;
}

/** The rooms of one part of `src`, the roof first. A room only imports rooms below it, so there is no circle of rooms. */
export type Rooms = Readonly<Record<string, Room>>;

/** Floors, the roof first: a room may import the rooms of every floor below its own, and none beside it. */
function floors(...levels: readonly (readonly string[])[]): Rooms {
  const why = 'So a change in one room reaches only the rooms above it.';
  return Object.fromEntries(
    levels.flatMap((rooms, at) => {
      const may = levels.slice(at + 1).flat();
      return rooms.map((room) => [room, { may, why }] as const);
    }),
  );
}

/** The rooms of each part of `src` that has rooms. */
export const PARTS: Readonly<Record<string, Rooms>> = {
  'src/shared': floors(
    ['contract'],
    ['callbacks'],
    ['wrapup'],
    ['outcomes', 'callback', 'comment', 'contact'],
    ['lcm', 'draft'],
    ['reasons', 'text', 'steps'],
  ),
  'src/renderer': floors(
    ['main.ts'],
    ['shell'],
    ['wrapup', 'outbox', 'history', 'callbacks', 'settings', 'connect'],
    ['contact'],
    ['calls', 'outcomes', 'callback', 'comment'],
    ['status'],
    ['draft'],
    ['shortcuts'],
    ['preferences'],
    ['diagnostics'],
    ['ui'],
    ['i18n'],
    ['api'],
    ['styles'],
  ),
  'src/main': {
    'index.ts': {
      may: ['hosts/desktop', 'hosts/commands.ts', 'settings', 'moving', 'base'],
      why: 'The entry shows the order of a start; hosts/desktop knows how each step is done.',
    },
    'hosts/desktop': {
      may: [
        'hosts/page-headers.ts',
        'hosts/log-file.ts',
        'hosts/commands.ts',
        'hosts/command-refusal.ts',
        'updates',
        'core',
        'settings',
        'moving',
        'site',
        'calls',
        'notifications',
        'words',
        'database',
        'base',
      ],
      why: 'A host joins the core to its screen. It reaches the session, the outbox and the lists through the core.',
    },
    'hosts/browser': {
      may: [
        'hosts/page-headers.ts',
        'hosts/log-file.ts',
        'hosts/commands.ts',
        'hosts/command-refusal.ts',
        'core',
        'settings',
        'moving',
        'site',
        'words',
        'database',
        'base',
      ],
      why: 'A host joins the core to its screen. It reaches every feature through the core.',
    },
    'hosts/page-headers.ts': { may: [], why: 'Both hosts send these headers, whatever else they do.' },
    'hosts/command-refusal.ts': {
      may: ['hosts/commands.ts', 'words', 'base'],
      why: 'The words are many, and the start of the app, which asks for commands, needs none of them.',
    },
    'hosts/commands.ts': {
      may: ['doctor', 'settings-commands', 'diagnostics', 'erasure', 'updates', 'hosts/help.ts', 'base'],
      why: 'Both hosts run the same commands. Which there are stands in one table.',
    },
    'hosts/help.ts': { may: ['base'], why: 'Whoever asks which version this is waits for nothing else.' },
    'hosts/log-file.ts': { may: ['base'], why: 'Both hosts keep this log, whatever else they do.' },
    core: {
      may: [
        'connect',
        'diagnostics',
        'updates',
        'settings',
        'site',
        'sign-in',
        'secrets',
        'metrics',
        'machine',
        'lcm',
        'outbox',
        'after-call',
        'callbacks',
        'calls',
        'outcomes',
        'facts',
        'words',
        'database',
        'base',
      ],
      why: 'The core knows no Electron, so it knows no host: both hosts and every test run the same core.',
    },
    doctor: {
      may: [
        'recording',
        'bus',
        'settings-commands',
        'settings',
        'moving',
        'site',
        'secrets',
        'lcm',
        'calls',
        'words',
        'database',
        'base',
      ],
      why: 'The doctor looks at what the core would use, without a core: nothing of it is started, asked or sent.',
    },
    erasure: {
      may: ['moving', 'outbox', 'callbacks', 'calls', 'facts', 'words', 'database', 'base'],
      why: 'A contact is erased from the rows and files themselves. No core runs meanwhile, and none knows of it.',
    },
    'settings-commands': {
      may: ['settings', 'site', 'words', 'base'],
      why: 'What an administrator asks on a command line is answered from the settings alone, whatever runs.',
    },
    connect: {
      may: ['bus', 'recording', 'settings', 'lcm', 'outbox', 'calls', 'database', 'base'],
      why: 'Connect looks at an unknown LCM over a link of its own. Nothing of it reaches the calls or the outbox.',
    },
    diagnostics: {
      may: ['settings', 'site', 'metrics', 'lcm', 'words', 'base'],
      why: 'What support is given is texts. Who knows the running core hands in what it tells.',
    },
    recording: {
      may: ['base'],
      why: 'A recording takes whatever comes off the bus. It knows neither the session nor a call.',
    },
    bus: {
      may: ['calls', 'base'],
      why: 'Connect and the doctor look at the bus as one. Whoever listens brings the link.',
    },
    settings: {
      may: [
        'site',
        'sign-in',
        'updates',
        'metrics',
        'secrets',
        'lcm',
        'after-call',
        'callbacks',
        'calls',
        'database',
        'base',
      ],
      why: 'The settings file is made of the schemas of the features. No feature knows the file it is set in.',
    },
    moving: {
      may: ['database', 'base'],
      why: 'Where the data lie is settled before anything of them is opened. It knows no feature that lives in them.',
    },
    machine: {
      may: ['site', 'base'],
      why: 'Which machine this is, the system and the site say. Nobody who needs to know is asked.',
    },
    site: {
      may: ['base'],
      why: 'Where a system keeps the settings of a site is found without knowing which settings there are.',
    },
    'sign-in': {
      may: ['lcm', 'secrets', 'words', 'database', 'base'],
      why: 'The sign-in at the site’s provider gives tokens to whoever needs one. It knows neither the session nor the screen.',
    },
    updates: {
      may: ['lcm', 'base'],
      why: 'Whether now is a moment to be replaced follows from the state that the screen gets. No feature is asked.',
    },
    metrics: {
      may: ['lcm', 'secrets', 'outbox', 'database', 'base'],
      why: 'The site is told figures. Nothing that makes them knows that somebody counts.',
    },
    callbacks: {
      may: ['lcm', 'outbox', 'facts', 'database', 'base'],
      why: 'The agent’s callbacks are made of LCM’s list and of what was booked here. Neither knows of the other.',
    },
    lcm: {
      may: ['outbox', 'secrets', 'zones', 'base'],
      why: 'The session carries requests and replies. It knows what a delivery is, and no other feature.',
    },
    outbox: {
      may: ['calls', 'database', 'base'],
      why: 'The outbox is given a `send` and does not know the session: it is tested, and kept, without a link.',
    },
    'after-call': {
      may: ['calls', 'outcomes', 'database', 'base'],
      why: 'The limit of after-call work knows calls and lists. Neither knows that there is a limit.',
    },
    facts: {
      may: ['calls', 'zones', 'database', 'base'],
      why: 'What LCM tells of a call is read and kept, whoever asks and shows it.',
    },
    calls: {
      may: ['zones', 'database', 'base'],
      why: 'Calls come first: what is made of a call stands above them.',
    },
    outcomes: { may: ['database', 'base'], why: 'Outcome lists are cached whatever calls there are.' },
    notifications: {
      may: ['base'],
      why: 'Notifications follow the state that the screen gets. They ask no feature.',
    },
    words: { may: [], why: 'Words turn reasons into phrases. They know nothing else of the app.' },
    secrets: {
      may: ['database', 'base'],
      why: 'A secret is found the same way for every setting. It knows no setting that needs one.',
    },
    database: {
      may: ['base'],
      why: 'The database opens, mends and seals. It knows no feature that keeps rows in it.',
    },
    zones: { may: [], why: 'What names stand for which zone is the same for everybody.' },
    base: { may: [], why: 'The ground knows no feature.' },
  },
};

/**
 * The files of `src/shared` that state a schema. No page loads one, so nothing that a page may load imports one at run
 * time. A new one is named `*-schema.ts`, or `*-settings.ts` where it is a part of the settings file.
 */
const SCHEMAS = [
  '-(schema|settings)\\.ts$',
  '^src/shared/contract/(requests/|(index|app-state)\\.ts$)',
  '^src/shared/wrapup/submission\\.ts$',
  '^src/shared/lcm/outcome-row\\.ts$',
  '^src/shared/reasons/reason\\.ts$',
];
const DECLARATIONS = '\\.d\\.ts$';

const rule = (
  name: string,
  comment: string,
  from: IRegularForbiddenRuleType['from'],
  to: IRegularForbiddenRuleType['to'],
): IRegularForbiddenRuleType => ({ name, severity: 'error', comment, from, to });

/** One rule for each room, and one for rooms that have no row. */
function roomRules([part, rooms]: readonly [string, Rooms]): IRegularForbiddenRuleType[] {
  const within = (room: string): string => `^${part}/${room}(/|$)`;
  const names = Object.keys(rooms);
  return [
    ...Object.entries(rooms).map(([room, { may, why }]) =>
      rule(
        `${part}/${room}`,
        `May import of ${part}: ${may.join(', ') || 'nothing but itself'}. ${why}`,
        { path: within(room) },
        { path: `^${part}/`, pathNot: [room, ...may].map(within) },
      ),
    ),
    rule(
      `${part}: a room without a row`,
      'Every room has a row in dependency-cruiser.config.ts, so that a reader knows what it may touch.',
      { path: `^${part}/`, pathNot: names.map(within) },
      { path: `^${part}/` },
    ),
  ];
}

const config: IConfiguration = {
  forbidden: [
    ...Object.entries(PARTS).flatMap(roomRules),
    rule(
      'only the desktop host knows Electron',
      'Only src/main/index.ts, src/main/hosts/desktop and the preload import Electron: all else runs without it, and is tested under plain Node.',
      { path: '^src/', pathNot: '^src/(main/index\\.ts$|main/hosts/desktop/|preload/)' },
      { path: '(^|/)node_modules/electron/' },
    ),
    rule(
      'shared code is pure',
      'Every process runs src/shared: it knows no Node, no Electron and no screen. Of packages it may import zod and @internationalized/date.',
      { path: '^src/shared/' },
      { pathNot: ['^src/shared/', '(^|/)node_modules/(zod|@internationalized/date)/'] },
    ),
    rule(
      'pages reach the core through the contract',
      'A page knows src/shared/contract and asks through it: the core stays free to change, and runs where there is no page.',
      { path: '^src/(renderer|preload)/' },
      { path: '^src/(main|simulator)/' },
    ),
    rule(
      'pages know no Node',
      'Pages and the preload are sandboxed: there is no Node where they run.',
      { path: '^src/(renderer|preload)/' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'pages load no schema',
      'The core checks what crosses. A page starts sooner without zod: import the type only, and name a file of src/shared that states a schema *-schema.ts.',
      { path: '^src/(renderer|preload|shared)/', pathNot: [...SCHEMAS, DECLARATIONS] },
      { path: ['(^|/)node_modules/zod/', ...SCHEMAS], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'the preload knows names only',
      'The preload stands between a page and the core. It holds the names of the contract, and no code that a page could misuse.',
      { path: '^src/preload/' },
      {
        pathNot: [
          '^src/preload/',
          '^src/shared/contract/(names|events)\\.ts$',
          '(^|/)node_modules/electron/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    ),
    rule(
      'the core knows no screen',
      'The core answers whoever carries the contract. Of the preload, only the desktop host needs the names of its two channels.',
      { path: '^src/main/' },
      { path: '^src/(renderer|preload)/', pathNot: '^src/preload/channels\\.ts$' },
    ),
    rule(
      'the simulator states the wire by itself',
      'A misreading of the wire shows only where LCM’s side is written from the vendor’s page, not from our code.',
      { path: '^src/simulator/' },
      { path: '^src/', pathNot: '^src/simulator/' },
    ),
    rule(
      'only the demo starts the simulator',
      'An agent who works against the real LCM gets nothing from the simulator: only src/main/lcm/demo.ts starts it.',
      { path: '^src/main/', pathNot: '^src/main/lcm/demo\\.ts$' },
      { path: '^src/simulator/' },
    ),
    rule(
      'what ships imports no test',
      'What ships stands without its tests, benchmarks and scripts.',
      { path: '^src/' },
      { path: '^(test|bench|scripts)/' },
    ),
    rule(
      'no circles',
      'Files that import each other can only be read, tested and changed together.',
      { path: '^src/' },
      { circular: true },
    ),
    rule(
      'every import is found',
      'An import that is not found is held by no rule.',
      { path: '^src/' },
      { couldNotResolve: true },
    ),
  ],
  options: {
    // Types are dependencies, too: who names another's type changes with it.
    tsPreCompilationDeps: true,
    doNotFollow: { path: '(^|/)node_modules/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};

export default config;
