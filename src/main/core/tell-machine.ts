import type { Log } from '#main/base/log.ts';
import { machineMarks } from '#main/machine/machine-marks.ts';
import { thisMachine, type ThisMachine } from '#main/outbox/this-machine.ts';

/**
 * Tells the outbox which machine this is. If neither the site nor the system says so, it sends whatever waits, and the log
 * warns of that.
 *
 * @param name `machine.name` of the settings
 * @param id the system's id of this machine; null if it has none
 */
export function tellMachine(name: string, id: string | null, log: Log): ThisMachine {
  const marks = machineMarks(name, id);
  if (marks.length === 0)
    log.warn('Nothing tells this machine from others: a copied profile would send what waits in it too');
  return thisMachine(marks);
}
