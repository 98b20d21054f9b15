/** How long the browser may take to begin reading the file, in milliseconds. */
const KEPT_MS = 60_000;

/** Gives a file to the browser or to Electron, which asks where to save it. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
