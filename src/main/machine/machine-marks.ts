import { createHmac } from 'node:crypto';
import { hostname, userInfo } from 'node:os';

/**
 * The key of the hash. The system's id itself is never kept: machine-id(5) asks for a keyed hash with a key of the
 * application.
 */
const KEY = 'Afterword: the machine of a submission';

/**
 * The marks by which submissions know this machine. A name that the site gives comes first; the system's id stays one of
 * them, so that giving a name makes nothing that waits a stranger's.
 *
 * @param name `machine.name` of the settings, with its patterns; '' for none
 * @param id the system's id; null if it has none
 * @returns 32 hexadecimal digits each; none if there is neither
 */
export function machineMarks(name: string, id: string | null): string[] {
  const named = name === '' ? [] : [mark('name', filledIn(name))];
  return id === null ? named : [...named, mark('id', id.toLowerCase())];
}

function mark(kind: 'name' | 'id', value: string): string {
  return createHmac('sha256', KEY).update(`${kind} ${value}`).digest('hex').slice(0, 32);
}

/** Names of machines and of users ignore case. */
function filledIn(name: string): string {
  return name.replaceAll('{hostname}', hostname()).replaceAll('{user}', userInfo().username).toLowerCase();
}
