import { SECRET_PATHS } from './setting-secrets.ts';

export const isSecret = (path: string): boolean => SECRET_PATHS.test(path);

/** A longer text is cut. */
const MOST_SHOWN = 80;

/** A single value as JSON, without what may be a password or a token in an address; null for any other, and for ''. */
export function shownSetting(value: unknown): string | null {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value === '' || value.includes('@')) return null;
  const safe = value.replace(/[?#].*$/su, '…');
  return JSON.stringify(safe.length > MOST_SHOWN ? `${safe.slice(0, MOST_SHOWN)}…` : safe);
}

/** A value of any kind, its texts shown like {@link shownSetting} shows them: no secret of an address, but whole. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string')
    return value.includes('@') && value.includes('://') ? '…' : value.replace(SEARCH, '$1…');
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withoutSecrets(each)]));
}

/** What follows a question mark in an address. */
const SEARCH = /^(\w+:\/\/[^?#]*)[?#].*$/su;

const HIDDEN = '•••';

/** The settings without secrets and without the agent's name. What is hidden still shows that it is set. */
export function withoutSecretSettings(value: unknown, path = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutSecretSettings(each, path));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        withoutSecretSettings(each, path === '' ? name : `${path}.${name}`),
      ]),
    );
  const isHidden = value !== '' && value !== 'none' && (isSecret(path) || path === 'agent.userId');
  return isHidden ? HIDDEN : value;
}
