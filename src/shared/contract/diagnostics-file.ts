/** The name of the diagnostics, such as `afterword-diagnostics-2026-11-27-0905.zip`, by UTC. @param now milliseconds since the epoch */
export function diagnosticsFileName(now: number): string {
  const [day = '', time = ''] = new Date(now).toISOString().split('T');
  return `afterword-diagnostics-${day}-${time.slice(0, 5).replace(':', '')}.zip`;
}

/** Matches exactly the names that `diagnosticsFileName` makes. */
export const DIAGNOSTICS_FILE_NAME = /^afterword-diagnostics-\d{4}-\d{2}-\d{2}-\d{4}\.zip$/;
