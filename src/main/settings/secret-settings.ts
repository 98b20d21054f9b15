import { isSecret } from './shown-setting.ts';

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
