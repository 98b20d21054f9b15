import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, resolve } from 'node:path';
import {
  extractFile,
  getRawHeader,
  listPackage,
  type DirectoryRecord,
  type FileRecord,
} from '@electron/asar';
import { getCurrentFuseWire, FuseV1Options } from '@electron/fuses';
import { FUSES } from '../../build/fuses.ts';
import { keyboardOf } from '#test/package/keyboard.ts';
import { ordinaryUser, type OrdinaryUser, type Started } from '#test/package/ordinary-user.ts';
import { pack, type Packed } from '#test/package/pack.ts';
import { processesOf } from '#test/package/processes.ts';
import { makeDataFolder, removeDataFolder } from './data-folder.ts';
import { electronPath } from './desktop-app.ts';
import { expectApplied, startLcm, type TestLcm } from './lcm.ts';
import { expect, test } from './packaged-test.ts';

const ROOT = resolve(import.meta.dirname, '../..');

test.skip(process.platform !== 'linux', 'elsewhere a dialog waits for a click');

let folder: string;
let packed: Packed;
let user: OrdinaryUser;
test.beforeAll(({ folder: place, packed: made }) => {
  folder = place;
  packed = made;
  user = ordinaryUser();
});
test.afterAll(() => user.remove());

const archive = (): string => join(packed.resources, 'app.asar');
const inArchive = (): string[] => listPackage(archive(), { isPack: false }).map((path) => path.slice(1));
const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
const hashOf = (path: string): string => sha256(readFileSync(path));
const megabytes = (path: string): string => `${(statSync(path).size / 1e6).toFixed(1)} MB`;

test.describe('the package', () => {
  test('has what runs, and no test, source, map or tool of developers', () => {
    const files = inArchive();
    const tops = new Set(files.map((path) => path.split('/')[0]));
    expect([...tops].sort()).toEqual(['node_modules', 'out', 'package.json']);
    const runs = /\.(js|cjs|mjs|json|html|css|svg|png|woff2|node)$|\/license(\.md)?$/i;
    const parents = new Set(files.map((path) => path.slice(0, path.lastIndexOf('/'))));
    expect(files.filter((path) => !parents.has(path) && !runs.test(path))).toEqual([]);
    expect(files.filter((path) => /\b(tests?|docs|examples)\/|browser-host\.js$/.test(path))).toEqual([]);
    const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: true }>;
    };
    const shipped = files.filter(
      (path) => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path) && !/@[^/]+$/.test(path),
    );
    expect(shipped.length).toBeGreaterThan(3);
    expect(shipped.filter((path) => packages[path]?.dev !== undefined || !(path in packages))).toEqual([]);
    const [installer] = globSync(join(packed.output, '*.deb'));
    console.log(
      `app.asar ${megabytes(archive())}, executable ${megabytes(packed.executable)}, .deb ${megabytes(installer ?? '')}`,
    );
  });

  test('carries a hash of each file, by which Electron on macOS and Windows finds a changed one', () => {
    const files: [path: string, FileRecord][] = [];
    const walk = (directory: DirectoryRecord, path: string): void => {
      for (const [name, entry] of Object.entries(directory.files)) {
        if ('files' in entry) walk(entry, join(path, name));
        else if ('size' in entry) files.push([join(path, name), entry]);
      }
    };
    walk(getRawHeader(archive()).header, '');
    expect(files.length).toBeGreaterThan(100);
    for (const [path, { integrity }] of files) {
      const hash = sha256(extractFile(archive(), path));
      expect({ path, ...integrity }).toMatchObject({ path, algorithm: 'SHA256', hash });
    }
  });

  test('is the same, byte by byte, when it is packed again elsewhere', async () => {
    test.setTimeout(180_000);
    const elsewhere = join(folder, 'packed-again');
    mkdirSync(elsewhere);
    const again = await pack(await electronPath(), elsewhere, 'dir');
    for (const file of ['afterword', 'resources/app.asar', 'resources/third-party-licenses.txt'])
      expect({ file, hash: hashOf(join(again.unpacked, file)) }).toEqual({
        file,
        hash: hashOf(join(packed.unpacked, file)),
      });
  });

  test('has the fuses burnt that the configuration asks for', async () => {
    const wire = await getCurrentFuseWire(packed.executable);
    for (const [name, wanted] of Object.entries(FUSES)) {
      const index = FuseV1Options[(name[0]!.toUpperCase() + name.slice(1)) as keyof typeof FuseV1Options];
      // The last is no fuse, but a way to sign.
      if (name === 'resetAdHocDarwinSignature') continue;
      // In the binary, each is a digit.
      expect({ name, state: String.fromCharCode(wire[index] ?? 0) }).toEqual({
        name,
        state: wanted ? '1' : '0',
      });
    }
  });

  test('has a profile that AppArmor reads, and that is refused with a slip in it', () => {
    const parser = ['/usr/sbin/apparmor_parser', '/sbin/apparmor_parser'].find(existsSync);
    test.skip(parser === undefined, 'needs apparmor');
    const whole = readFileSync(join(packed.resources, 'apparmor-profile'), 'utf8');
    const path = join(folder, 'profile');
    const reads = (profile: string): boolean => {
      writeFileSync(path, profile);
      return spawnSync(parser ?? '', ['--skip-kernel-load', '--skip-cache', path]).status === 0;
    };
    const version = execFileSync(parser ?? '', ['--version'], { encoding: 'utf8' });
    const knowsNamespaces = Number(/version (\d+)/.exec(version)?.[1]) >= 4;
    // An older AppArmor, as Debian's, knows no rule for user namespaces. It needs none, and reads all the rest.
    const older = whole.replace('abi <abi/4.0>,', 'abi <abi/3.0>,').replace('  userns,\n', '');
    expect(reads(whole)).toBe(knowsNamespaces);
    expect(reads(older)).toBe(true);
    expect(reads(older.replace('(unconfined)', '(unconfind)'))).toBe(false);
  });

  test('names the licences of others inside, and has a bill of materials and hashes beside it', () => {
    const licenses = readFileSync(join(packed.resources, 'third-party-licenses.txt'), 'utf8');
    for (const name of ['@fontsource-variable/inter', 'vue-i18n', 'socket.io-client', 'socks-proxy-agent'])
      expect(licenses).toMatch(new RegExp(`^${name} \\d[\\d.]+ \\(`, 'm'));
    for (const file of ['LICENSE.electron.txt', 'LICENSES.chromium.html'])
      expect(statSync(join(packed.unpacked, file)).size).toBeGreaterThan(1_000);
    const [bill] = globSync(join(packed.output, '*.cdx.json'));
    const { components } = JSON.parse(readFileSync(bill ?? '', 'utf8')) as {
      components: { name: string; version: string }[];
    };
    const listed = components.map(({ name }) => name);
    expect(listed).toEqual(
      expect.arrayContaining(['vue-i18n', 'socks-proxy-agent', '@fontsource-variable/inter']),
    );
    expect(listed).not.toEqual(expect.arrayContaining([expect.stringMatching(/^(vite|vitest|eslint)$/)]));
    expect(components).toContainEqual(
      expect.objectContaining({ name: 'electron', version: packed.electron }),
    );
    const sums = ['--check', '--strict', 'SHA256SUMS-linux'];
    const checked = execFileSync('sha256sum', sums, { cwd: packed.output, encoding: 'utf8' });
    for (const path of [bill, ...globSync(join(packed.output, '*.deb'))])
      expect(checked).toContain(`${basename(path ?? '')}: OK`);
  });
});

for (const given of [
  'remote-debugging-port=0',
  'remote-debugging-pipe',
  'inspect=0',
  'disable-web-security',
  'js-flags=--expose-gc',
  'no-sandbox',
]) {
  test(`an installed app refuses --${given} with words, and lets no debugger in`, async () => {
    const { ended, said } = user.start(packed.executable, `--${given}`);
    expect(await ended).toBe(1);
    expect(said()).toContain('Afterword cannot start');
    const [name] = given.split('=');
    expect(said()).toContain(`It was started with --${name}, which takes away its protection.`);
    expect(said()).not.toMatch(/listening on/i);
  });
}

const PROGRAM = '/opt/Afterword/afterword';
const SCHEME = 'x-scheme-handler/afterword';
const KEY = '5|3|1|0|0|44|1';

test.describe('the .deb', () => {
  test.skip(process.getuid?.() !== 0, 'only root installs packages');
  // Each goes on where the one before it has left the machine.
  test.describe.configure({ mode: 'serial' });

  let lcm: TestLcm;
  const running: Started[] = [];
  const keyboard = keyboardOf('afterword');
  const config = (path: string): string => join(user.home, '.config', path);
  const deb = (): string => globSync(join(packed.output, '*.deb'))[0] ?? '';

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    if (existsSync(PROGRAM))
      throw new Error('Afterword is installed here already: remove it, or test elsewhere');
    lcm = await startLcm();
    const settings = makeDataFolder(lcm);
    mkdirSync(config(''), { recursive: true });
    cpSync(settings, config('afterword'), { recursive: true });
    user.give(config(''));
    removeDataFolder(settings);
    root('apt-get', 'install', '--yes', '--no-install-recommends', deb());
  });
  test.afterEach(async () => {
    for (const { pid, type } of processesOf(PROGRAM)) if (type === '') process.kill(pid);
    for (const { ended } of running.splice(0)) expect(await ended).toBe(0);
  });
  test.afterAll(async () => {
    root('dpkg', '--purge', 'afterword');
    await lcm.stop();
  });

  function start(program: string, ...words: string[]): void {
    running.push(user.start(program, ...words));
  }

  async function linksUp(): Promise<void> {
    await expect.poll(() => lcm.now.connections(), { timeout: 20_000 }).toBe(1);
  }

  /** Waits for the window, until what draws it is locked in. */
  async function expectSandboxed(byNamespaces: boolean): Promise<void> {
    // The setuid helper makes one namespace of processes, a user namespace allows a second inside it.
    const locked = { type: 'renderer', namespaces: byNamespaces ? 3 : 2, filtered: true };
    await expect
      .poll(() => processesOf(PROGRAM).filter(({ type }) => type === 'renderer'), { timeout: 20_000 })
      .toEqual([expect.objectContaining(locked)]);
  }

  /** Opens a link with a call, and wraps that up. */
  async function wrapUpByKeys(callId: string): Promise<void> {
    const link = `afterword://wrap-up?callid=${callId}&account=${encodeURIComponent(KEY)}&contact=Ana`;
    // The system finds the program for the link, and this second start hands the call over.
    user.run('xdg-open', link);
    await expect(async () => {
      keyboard.focus();
      keyboard.press('Escape');
      keyboard.type('pro card');
      keyboard.press('ctrl+Return');
      await lcm.now.ledger.waitFor(({ data }) => JSON.stringify(data).includes(callId), 2_000);
    }).toPass({ timeout: 30_000 });
  }

  test('installs a program, its menu entry and icons, and the handler of call links', () => {
    expect(readlinkSync('/usr/bin/afterword')).toBe(PROGRAM);
    const entry = '/usr/share/applications/afterword.desktop';
    execFileSync('desktop-file-validate', ['--no-hints', entry]);
    const [, icon] = /^Icon=(.*)$/m.exec(readFileSync(entry, 'utf8')) ?? [];
    for (const size of [16, 32, 48, 128, 256, 512])
      expect(existsSync(`/usr/share/icons/hicolor/${size}x${size}/apps/${icon}.png`)).toBe(true);
    expect(user.run('xdg-mime', 'query', 'default', SCHEME).trim()).toBe('afterword.desktop');
    const profile = readFileSync('/opt/Afterword/resources/apparmor-profile', 'utf8');
    expect(profile).toMatch(
      /^profile "afterword" "\/opt\/Afterword\/afterword" flags=\(unconfined\) \{\n  userns,$/m,
    );
  });

  test('belongs to root: an agent can change no file of it', () => {
    const writable = ['-L', '/opt/Afterword', '/usr/bin/afterword', '-writable'];
    expect(user.run('find', ...writable)).toBe('');
  });

  test('asks for every library that the program is linked to', () => {
    const needed = execFileSync('ldd', [PROGRAM], { encoding: 'utf8' });
    expect(needed).not.toContain('not found');
    const libraries = [...needed.matchAll(/=> (\/(?!opt)\S+)/g)].map(([, path]) => path ?? '');
    // `/lib` is a link to `/usr/lib`, and each package has its files under one of the names.
    const names = libraries.flatMap((path) => [path, `/usr${path}`, path.replace(/^\/usr/, '')]);
    const found = spawnSync('dpkg', ['--search', ...names], { encoding: 'utf8' }).stdout;
    const owners = new Map(
      [...found.matchAll(/^([^:\n]+)(?::\w+)?: (.*)$/gm)].map(([, owner, path]) => [
        basename(path ?? ''),
        owner ?? '',
      ]),
    );
    const only = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'];
    const asked = execFileSync(
      'apt-cache',
      ['depends', '--recurse', '--installed', ...only.map((kind) => `--no-${kind}`), 'afterword'],
      { encoding: 'utf8' },
    );
    const packages = new Set(
      asked
        .split('\n')
        .filter((line) => /^\S/.test(line))
        .map((line) => line.replace(/:.*/, '')),
    );
    expect(owners.size).toBeGreaterThan(20);
    expect(libraries.filter((path) => !packages.has(owners.get(basename(path)) ?? ''))).toEqual([]);
  });

  test('runs for an ordinary user in its sandbox; a call that a link names is wrapped up by keys', async () => {
    start('afterword');
    await linksUp();
    await expectSandboxed(true);
    await wrapUpByKeys('deb-1');
    // Which program opens what is the user's own choice, and stays so.
    expect(existsSync(config('mimeapps.list'))).toBe(false);
    await expectApplied(lcm, 'SetBusinessOutcomeWithComments', {
      callid: 'deb-1',
      AccountNumber: KEY,
      OutcomeId: 302,
      LeadScore: 80,
      UserID: 'testagent',
      AgentComments: '',
      TargetAmount: 0,
    });
  });

  test('shows the licences of others from its menu, in the user’s own reader', async () => {
    const opened = join(user.home, 'opened');
    const applications = join(user.home, '.local/share/applications');
    mkdirSync(applications, { recursive: true });
    const reader = `[Desktop Entry]\nType=Application\nName=Reader\nExec=cp %f ${opened}\nMimeType=text/plain;\n`;
    writeFileSync(join(applications, 'reader.desktop'), reader);
    user.give(join(user.home, '.local'));
    user.run('xdg-mime', 'default', 'reader.desktop', 'text/plain');
    start('afterword');
    await expect.poll(() => keyboard.seesWindow(), { timeout: 20_000 }).toBe(true);
    await expect(() => {
      keyboard.focus();
      // The last menu, and its only entry.
      keyboard.press('Escape', 'Escape', 'F10', 'Up', 'Right', 'Return');
      expect(existsSync(opened)).toBe(true);
    }).toPass({ timeout: 30_000 });
    await expect
      .poll(() => readFileSync(opened, 'utf8'))
      .toBe(readFileSync('/opt/Afterword/resources/third-party-licenses.txt', 'utf8'));
  });

  test('is started at the next login, hidden, and shown by a second start', async () => {
    start('dex', '--autostart', '--wait', '--search-paths', config('autostart'));
    await linksUp();
    await expectSandboxed(true);
    expect(keyboard.seesWindow()).toBe(false);
    user.run('afterword');
    await expect.poll(() => keyboard.seesWindow()).toBe(true);
  });

  test('runs in its sandbox also where the system forbids user namespaces to ordinary users', async () => {
    running.push(user.startWithoutNamespaces('afterword'));
    await linksUp();
    await expectSandboxed(false);
  });

  test('is whole after an upgrade, and leaves nothing but the agent’s data', async () => {
    start('afterword');
    await linksUp();
    const before = processesOf(PROGRAM).find(({ type }) => type === '')!;
    root('dpkg', '--install', deb());
    await wrapUpByKeys('deb-2');
    // It is still there. Its program is another file by now, so nobody would find it below.
    process.kill(before.pid);
    expect(readlinkSync('/usr/bin/afterword')).toBe(PROGRAM);
    root('apt-get', 'purge', '--yes', 'afterword');
    for (const path of ['/opt/Afterword', '/usr/bin/afterword', '/usr/share/applications/afterword.desktop'])
      expect(existsSync(path)).toBe(false);
    expect(globSync('/usr/share/icons/hicolor/*/apps/afterword.png')).toEqual([]);
    expect(existsSync(config('afterword/afterword.db'))).toBe(true);
    // The agent's own entry of the start at login stays, and does nothing.
    expect(existsSync(config('autostart/afterword.desktop'))).toBe(true);
    expect(user.run('dex', '--autostart', '--verbose', '--search-paths', config('autostart'))).not.toContain(
      'Executing',
    );
  });
});

function root(program: string, ...words: string[]): void {
  execFileSync(program, words, { stdio: 'pipe', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
