import { reason } from '#shared/reasons/reason-codes.ts';
import { rankOf, type Origin } from './layers.ts';
import { settingsSchema, type Settings } from './settings-schema.ts';
import { isWithin, knownAbove, treeOf } from './settings-tree.ts';
import { parse, placeOf, soundSettings, toFault, unfold, without, type Fault } from './sound-settings.ts';

/** The settings of one layer as they are written, and where they stand. */
export interface Layer extends Origin {
  readonly value: unknown;
}

/** A fault, and the place where it stands; null for what stands in no place, such as a value of Afterword's own. */
export interface SettingsFault extends Fault {
  readonly origin: Origin;
}

export interface MergedSettings {
  readonly settings: Settings;
  readonly faults: readonly SettingsFault[];
  /** Where each setting comes from that has not its own default. */
  readonly origins: ReadonlyMap<string, Origin>;
  /**
   * Settings and groups whose lock cannot be read. What the user and the environment say there is not used: nobody knows
   * whether they may.
   */
  readonly withheld: readonly string[];
}

/** What the user's own file cannot set: where it is itself, and which machine this is, since it comes along with a copied profile. */
const NOT_BY_USER: readonly string[] = ['machine.dataFolder', 'machine.name'];

/** How many faults are told at most. A file with more is no settings file, and nobody reads them all. */
const MOST_FAULTS = 1_000;

interface Candidate extends Origin {
  readonly rank: number;
  value: unknown;
}

/**
 * The one merge of all layers, in any order. For each setting the strongest layer wins; a faulty value is left out, and told.
 * Where values of several layers do not go together, the weakest of them is the one that is left out.
 *
 * @param unsure settings and groups of which it is not known whether they are locked; '' for all
 */
export function mergeSettings(layers: readonly Layer[], unsure: readonly string[] = []): MergedSettings {
  const faults: SettingsFault[] = [];
  const withheld = new Set(unsure);
  const candidates = new Map<string, Candidate[]>();
  const isUsers = ({ section }: Origin): boolean => section === null;
  const isWithheld = (path: string): boolean => [...withheld].some((above) => isWithin(path, above));

  function tell(fault: Fault, { source, name, section }: Origin): void {
    if (faults.length < MOST_FAULTS) faults.push({ ...fault, origin: { source, name, section } });
    if (section !== 'locked') return;
    // An unknown name may have been meant for any of its group.
    const isName = fault.reason.code === 'notASetting' || fault.reason.code === 'notThisSetting';
    withheld.add(knownAbove(isName ? fault.path.split('.').slice(0, -1).join('.') : fault.path));
  }

  for (const layer of layers) {
    const { source, name, section } = layer;
    const { values, faults: own } = soundSettings(layer.value);
    for (const fault of own) tell(fault, layer);
    for (const [path, value] of values) {
      if (source === 'userFile' && NOT_BY_USER.includes(path)) {
        tell({ path, reason: reason('onlyOfSite') }, layer);
        continue;
      }
      const all = candidates.get(path) ?? [];
      all.push({ source, name, section, value, rank: rankOf(source, section) });
      candidates.set(
        path,
        all.sort((one, other) => one.rank - other.rank),
      );
    }
  }

  /** The value of a setting that counts; undefined if only its default is left. */
  const winner = (path: string): Candidate | undefined =>
    candidates.get(path)?.findLast((each) => !(isUsers(each) && isWithheld(path)));
  const winners = (): [string, Candidate][] =>
    [...candidates.keys()].flatMap((path) => {
      const each = winner(path);
      return each === undefined ? [] : [[path, each] as [string, Candidate]];
    });

  /** Leaves out the weakest of the values at a place. Every round has less, so it comes to an end. */
  function leaveOut(place: readonly PropertyKey[], fault: Fault): void {
    const path = place.map(String).join('.');
    const here = winners().filter(([each]) => isWithin(each, path) || isWithin(path, each));
    const weakest = Math.min(...here.map(([, { rank }]) => rank));
    for (const [each, candidate] of here.filter(([, { rank }]) => rank === weakest)) {
      const at = each.split('.');
      const rest = place.length > at.length ? without(candidate.value, [place.slice(at.length)]) : undefined;
      if (rest === undefined)
        candidates.set(
          each,
          (candidates.get(each) ?? []).filter((other) => other !== candidate),
        );
      else candidate.value = rest;
      if (each === here.find(([, { rank }]) => rank === weakest)?.[0]) tell(fault, candidate);
    }
  }

  for (;;) {
    const kept = winners();
    const tree = treeOf(kept.map(([path, { value }]) => [path, value] as const));
    const read = parse(settingsSchema, tree);
    if ('value' in read) {
      const origins = new Map(
        kept.map(([path, { source, name, section }]) => [path, { source, name, section }]),
      );
      return { settings: read.value, faults, origins, withheld: [...withheld] };
    }
    const [issue] = read.issues.flatMap(unfold);
    if (issue === undefined) throw new Error('The settings have a fault that nothing is told of');
    leaveOut(placeOf(tree, issue.path, []), toFault(issue, [], tree));
  }
}
