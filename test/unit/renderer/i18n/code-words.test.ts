import { afterEach, expect, it } from 'vitest';
import { createApp, defineComponent, h } from 'vue';
import { reason } from '#shared/reasons/reason-codes.ts';
import '../../../../src/renderer/i18n/later-words.ts';
import { useCodeWords } from '../../../../src/renderer/i18n/use-code-words.ts';
import { i18n, setLanguage } from '../../../../src/renderer/i18n/i18n.ts';

/** What comes from the core as a code, in words, as a component has them. */
function codeWords(): ReturnType<typeof useCodeWords> {
  let words: ReturnType<typeof useCodeWords> | null = null;
  const Probe = defineComponent({
    setup() {
      words = useCodeWords();
      return () => h('p');
    },
  });
  createApp(Probe).use(i18n).mount(document.createElement('div'));
  return words!;
}

afterEach(() => setLanguage('en'));

it.each([
  [
    'en',
    'That cannot be done now. ana entered this wrap-up: only they can edit or discard it.',
    'That cannot be done now. Its state by now: Sending.',
    'The disk is full: free some space and try again. Everything you entered is still here.',
    'Something went wrong that Afterword did not foresee (saveDraft: TypeError). Everything you entered is still here.',
    'It is not on the list any more.',
  ],
  [
    'es',
    'Ahora no se puede hacer. Este cierre lo introdujo ana: nadie más puede editarlo ni descartarlo.',
    'Ahora no se puede hacer. Su estado actual: Enviando.',
    'El disco está lleno: hay que liberar espacio y volver a intentarlo. Todo lo introducido sigue aquí.',
    'Ocurrió un error que Afterword no esperaba (saveDraft: TypeError). Todo lo introducido sigue aquí.',
    'Ya no está en la lista.',
  ],
] as const)('errors of the core and their details are in one language: %s', async (language, ...wanted) => {
  await setLanguage(language);
  const { error } = codeWords();
  const said = [
    error({ code: 'notAllowed', detail: reason('othersWrapUp', { agent: 'ana' }), problems: [] }),
    error({ code: 'notAllowed', detail: reason('movedOn', { state: 'sending' }), problems: [] }),
    error({ code: 'notSaved', detail: reason('diskFull'), problems: [] }),
    error({ code: 'failed', detail: reason('unforeseen', { what: 'saveDraft: TypeError' }), problems: [] }),
    error({ code: 'notFound', detail: null, problems: [] }),
  ];
  expect(said).toEqual(wanted);
});

it('a reason has numbers in the language’s form, and LCM’s words unchanged', async () => {
  await setLanguage('de');
  const words = codeWords();
  expect(words.reason(reason('noAnswerWithin', { seconds: 2.5, transport: 'polling' }))).toBe(
    'LCM hat nicht innerhalb von 2,5 s geantwortet (polling).',
  );
  expect(words.reason('no-reason')).toBe('LCM nannte keinen Grund');
  expect(words.reason('Contact is closed.')).toBe('Contact is closed.');
  await setLanguage('ar');
  expect(words.reason(reason('denied', { said: 'no shift' }))).toBe('رفض LCM الاتصال: \u2068no shift\u2069');
});

it('a fault of the settings is worded in one language, with the allowed values', async () => {
  await setLanguage('es');
  const words = codeWords();
  expect(words.reason(reason('tooSmall', { least: 1 }))).toBe('tiene que ser al menos 1');
  expect(words.reason(reason('ownHeader', { header: 'host' }))).toBe('host lo pone la propia conexión');
  await setLanguage('de');
  expect(words.reason(reason('tooSmall', { least: 1 }))).toBe('muss mindestens 1 sein');
});

it('a notice has its times as the language writes them', async () => {
  await setLanguage('de');
  const params = { lcm: '2099-06-01 10:00', machine: '2026-11-20 13:45' };
  const said = codeWords().notice({ code: 'lcmClockRefused', params });
  expect(said).toMatch(/Juni 2099.*10:00.*20\. Nov.*13:45/);
});
