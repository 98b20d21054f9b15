import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

/** In the project, so that packages with parts of their own are found from here. */
const FOLDER = resolve(import.meta.dirname, '../../test-output/children');

const made = new Map<string, Promise<string>>();

/**
 * Makes one file of a script and all that it imports. A process starts from it with a quarter of the work that Node has
 * with some hundred modules in TypeScript.
 *
 * @param script the path of a `*-child.ts`
 * @returns the path of the file, made once in this process
 */
export function childScript(script: string): Promise<string> {
  const before = made.get(script);
  if (before !== undefined) return before;
  const making = bundle(script);
  made.set(script, making);
  return making;
}

async function bundle(input: string): Promise<string> {
  const whole = await rolldown({
    input,
    platform: 'node',
    // A package's `main` may ask for its parts in a way that no bundler sees.
    resolve: { mainFields: ['module', 'main'] },
    // Native parts are loaded from the package.
    external: ['@photostructure/sqlite', 'native-reg'],
  });
  const dir = join(FOLDER, String(process.pid));
  const { output } = await whole.write({ dir, format: 'esm', sourcemap: 'inline' });
  await whole.close();
  return join(dir, output[0].fileName);
}
