import { homedir, userInfo } from 'node:os';

/** Takes out of a text what is nobody else's business. */
export type Scrub = (text: string) => string;

const HIDDEN = '•••';
/** What V8 quotes of a text that is no JSON. */
const QUOTED_JSON = /(Unexpected [^\n]{0,40}?), (\.\.\.)?".*?"(\.\.\.)? is not valid JSON/g;
/** An LCM key, such as `5|3|1|0|0|44|1`. */
const LCM_KEY = /\d+(\|[^|\s"']*){4,}/g;
/** A telephone number, or an id that could be one. */
const LONG_NUMBER = /\+?\d{7,}/g;
/** Names of users that say nothing of a person. */
const COMMON_USERS = new Set(['root', 'user', 'admin', 'administrator', 'agent']);

/**
 * Makes a scrubber for texts such as a log. A log line holds codes and counts by itself; this is for what an error of
 * another program says in its own words. The home folder becomes `~`, and the user of the machine goes as names do.
 *
 * @param secrets go wherever they are
 * @param names of agents: go where they are words of their own. Those of less than three characters stay.
 */
export function createScrub(secrets: readonly string[], names: readonly string[]): Scrub {
  const home = homedir();
  const texts = [...new Set(secrets)].filter(isTelling).sort((a, b) => b.length - a.length);
  const words = [...names, userName()].filter(isTelling).map(asWord);
  return (text) => {
    let rest = home.length > 1 ? text.replaceAll(home, '~') : text;
    for (const each of texts) rest = rest.replaceAll(each, HIDDEN);
    for (const each of words) rest = rest.replace(each, HIDDEN);
    return rest
      .replace(QUOTED_JSON, '$1, … is not valid JSON')
      .replace(LCM_KEY, HIDDEN)
      .replace(LONG_NUMBER, (digits) => `${HIDDEN}${digits.slice(-2)}`);
  };
}

const isTelling = (text: string): boolean => text.length > 2;

/** The text as a word of its own, however it is written. */
function asWord(text: string): RegExp {
  const literal = text.replace(/[\^$\\.*+?()[\]{}|/]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'giu');
}

/** '' if it says nothing of a person, or cannot be told. */
function userName(): string {
  try {
    const { username } = userInfo();
    return COMMON_USERS.has(username.toLowerCase()) ? '' : username;
  } catch {
    return '';
  }
}
