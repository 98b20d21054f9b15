/** The command line behind a switch that does something in place of starting the app; null if it is not there. */
export function wordsBehind(name: string, line: readonly string[] = process.argv): readonly string[] | null {
  const at = line.indexOf(name);
  return at < 0 ? null : line.slice(at + 1);
}
