/** The IANA zone of this machine. Some machines call theirs `Etc/Unknown` (see `isKnownZone`). */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
