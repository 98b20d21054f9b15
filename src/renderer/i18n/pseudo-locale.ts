/** Words as vue-i18n keeps them, in groups. */
export interface Words {
  readonly [key: string]: string | Words;
}

/** Letters, and at the same place each with its accent. */
const PLAIN = 'aceinosuyzACEINOSUYZ';
const ACCENTED = 'áçëîñöšüýžÅÇÉÎÑØŠÛÝŽ';

/** German and Spanish words are about a third longer than English ones, short words even more. */
const longer = (letters: number): number => Math.ceil(letters * (letters < 12 ? 0.6 : 0.35));

/** The same words, longer and with accents. Gaps (`{name}`) and plural bars stay. */
export function pseudoLocale(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      // The names of keys stay as they are printed on the keyboard.
      typeof value === 'string' ? pseudo(value) : key === 'keys' ? value : pseudoLocale(value),
    ]),
  );
}

function pseudo(text: string): string {
  return text
    .split(' | ')
    .map((form) => {
      const letters = form.replace(/\{\w+\}/g, '').length;
      const accented = form
        .split(/(\{\w+\})/)
        .map((part) =>
          part.startsWith('{')
            ? part
            : part.replace(/[a-z]/gi, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? letter),
        )
        .join('');
      return letters === 0 ? form : `${accented} ${'lorem '.repeat(20).slice(0, longer(letters))}`.trim();
    })
    .join(' | ');
}
