/** Groups that hold secrets. Nothing of them is shown. */
const SECRET = /^(lcm\.(auth|headers|proxy)|metrics\.(headers|proxy))(\.|$)/;

/** Whether a setting, such as `lcm.auth.token`, may hold a secret. */
export const isSecret = (path: string): boolean => SECRET.test(path);

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
