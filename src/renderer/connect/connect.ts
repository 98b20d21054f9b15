import { defineStore } from 'pinia';
import { computed, reactive, ref, shallowRef } from 'vue';
import {
  NEEDED_ROLES,
  type AddressFault,
  type BusMember,
  type CallPreview,
  type CallRole,
  type ConnectStatus,
  type EventMeaning,
  type MemberValues,
  type PhaseMeaning,
  type PreviewAnswer,
  type SettingsDraft,
  type TriedList,
  type TypeMeaning,
} from '#shared/contract/connect.ts';
import type { Answer, ContractError } from '#shared/contract/index.ts';
import { useCore, useCoreEvent } from '../api/core.ts';
import { emptyAddress, sentAddress, shownForm } from './address-form.ts';
import { guessedPhase, guessedType } from './guesses.ts';

export type ConnectStep = 'address' | 'bus' | 'settings';

/** What the administrator has said about the events of one group. */
interface Said {
  readonly roles: Partial<Record<CallRole, string>>;
  readonly phases: Record<string, PhaseMeaning>;
  readonly types: Record<string, TypeMeaning>;
}

/** A value off the bus may be named as a member of every object, such as `constructor`. */
const noValues = (): Record<string, never> => Object.create(null) as Record<string, never>;

/** The least time between two looks into the group that is shown, in milliseconds. */
const LOOK_MS = 700;

/** Connecting to an unknown LCM: the address, the bus, what its events mean, and the settings that come of it. */
export const useConnect = defineStore('connect', () => {
  const { api } = useCore();
  const status = shallowRef<ConnectStatus | null>(null);
  const step = ref<ConnectStep>('address');
  const failure = shallowRef<ContractError | null>(null);

  const form = reactive(emptyAddress());
  const faults = shallowRef<readonly AddressFault[]>([]);

  const groupId = ref<string | null>(null);
  const members = shallowRef<readonly BusMember[]>([]);
  const said = reactive(new Map<string, Said>());
  /** The values that were asked for, by group and pointer. */
  const revealed = reactive(new Map<string, MemberValues>());
  const preview = shallowRef<PreviewAnswer | null>(null);
  const unmasked = ref(false);
  const tried = shallowRef<TriedList | null>(null);

  const draft = shallowRef<SettingsDraft | null>(null);
  const writtenTo = ref<string | null>(null);
  const recordedTo = ref<string | null>(null);

  const group = computed(() => status.value?.bus.groups.find(({ id }) => id === groupId.value) ?? null);
  const saidHere = computed(() => (groupId.value === null ? undefined : said.get(groupId.value)));
  const meanings = computed(() =>
    [...said]
      .map(([id, { roles, phases, types }]): EventMeaning => ({
        groupId: id,
        roles: { ...roles },
        phases: Object.entries(phases),
        types: Object.entries(types),
      }))
      .filter(({ roles }) => Object.keys(roles).length > 0),
  );
  /** Whether a call can come of it: every event that was begun has what it needs, or a softphone is known. */
  const isComplete = computed(() =>
    meanings.value.length > 0
      ? meanings.value.every(({ roles }) => NEEDED_ROLES.every((role) => roles[role] !== undefined))
      : status.value?.bus.groups.some(({ dialect }) => dialect !== null) === true,
  );
  const isBusy = computed(
    () => status.value !== null && status.value.address !== null && status.value.passed === null,
  );

  const keyOf = (pointer: string): string => `${groupId.value ?? ''} ${pointer}`;
  const valuesOf = (pointer: string | undefined): MemberValues | undefined =>
    pointer === undefined ? undefined : revealed.get(keyOf(pointer));

  function take<T>(answer: Answer<T>): T | null {
    failure.value = answer.ok ? null : answer.error;
    return answer.ok ? answer.value : null;
  }

  function show(next: ConnectStatus): void {
    status.value = next;
    if (step.value !== 'bus') return;
    groupId.value ??= next.bus.groups[0]?.id ?? null;
    look();
  }

  let looking = false;
  let lookedAt = 0;
  let later: ReturnType<typeof setTimeout> | undefined;
  /** Looks into the group that is shown: now, or as soon as the last look is long enough ago. */
  function look(now = false): void {
    clearTimeout(later);
    const wait = lookedAt + LOOK_MS - performance.now();
    if (looking || (!now && wait > 0)) {
      later = setTimeout(look, Math.max(wait, 50));
      return;
    }
    void lookNow();
  }

  async function lookNow(): Promise<void> {
    const id = groupId.value;
    if (id === null) return;
    looking = true;
    lookedAt = performance.now();
    const answer = await api.listBusMembers({ groupId: id });
    if (answer.ok && id === groupId.value) members.value = answer.value.members;
    const roles = saidHere.value?.roles;
    for (const pointer of [roles?.phase, roles?.type]) if (pointer !== undefined) await reveal(pointer);
    const previewed = await api.previewCall({ meanings: meanings.value, unmasked: unmasked.value });
    if (previewed.ok) preview.value = previewed.value;
    looking = false;
  }

  async function reveal(pointer: string): Promise<void> {
    const id = groupId.value;
    if (id === null) return;
    const answer = await api.revealMember({ groupId: id, pointer });
    if (!answer.ok) return;
    revealed.set(`${id} ${pointer}`, answer.value);
    guess(id, pointer, answer.value);
  }

  /** Shows the value of a member, or hides it again. */
  function toggleValue(pointer: string): void {
    if (!revealed.delete(keyOf(pointer))) void reveal(pointer);
  }

  /** Values of the phase and the type that are words get their likely meaning; the administrator can change each. */
  function guess(id: string, pointer: string, { values }: MemberValues): void {
    const known = said.get(id);
    for (const { value } of known === undefined ? [] : values) {
      if (known?.roles.phase === pointer) known.phases[value] ??= guessedPhase(value);
      if (known?.roles.type === pointer) known.types[value] ??= guessedType(value);
    }
  }

  async function test(): Promise<void> {
    faults.value = [];
    const answer = take(await api.testConnection(sentAddress(form)));
    if (answer === null) return;
    faults.value = answer.faults;
    if (answer.faults.length > 0) return;
    groupId.value = recordedTo.value = null;
    members.value = [];
    for (const known of [said, revealed]) known.clear();
    preview.value = tried.value = draft.value = null;
    await refresh();
    // The secrets that were typed are with the core now, and only their names are shown from here on.
    if (status.value?.address) Object.assign(form, shownForm(status.value.address));
  }

  async function refresh(): Promise<void> {
    const answer = await api.getConnect();
    if (answer.ok) show(answer.value);
  }

  function go(to: ConnectStep): void {
    step.value = to;
    failure.value = null;
    if (to === 'bus') groupId.value ??= status.value?.bus.groups[0]?.id ?? null;
    if (to === 'bus') look(true);
    if (to === 'settings') void draftNow();
  }

  function choose(id: string): void {
    groupId.value = id;
    members.value = [];
    look(true);
  }

  /** Says that a member is this; a role belongs to one member, and a member has one role. */
  function assign(pointer: string, role: CallRole | null): void {
    const id = groupId.value;
    if (id === null) return;
    const before: Said = said.get(id) ?? { roles: {}, phases: noValues(), types: noValues() };
    const others = Object.entries(before.roles).filter(([each, at]) => each !== role && at !== pointer);
    const roles = Object.fromEntries(role === null ? others : [...others, [role, pointer]]) as Said['roles'];
    said.set(id, {
      roles,
      phases: roles.phase === before.roles.phase ? before.phases : noValues(),
      types: roles.type === before.roles.type ? before.types : noValues(),
    });
    look(true);
  }

  function roleOf(pointer: string): CallRole | null {
    const found = Object.entries(saidHere.value?.roles ?? {}).find(([, at]) => at === pointer);
    return (found?.[0] as CallRole | undefined) ?? null;
  }

  function setUnmasked(shown: boolean): void {
    unmasked.value = shown;
    look(true);
  }

  /** The call of the preview, unmasked; null if there is none. */
  async function previewInFull(): Promise<CallPreview | null> {
    const answer = await api.previewCall({ meanings: meanings.value, unmasked: true });
    return answer.ok ? answer.value.call : null;
  }

  async function tryList(call: { callId: string; lcmKey: string; type: string }): Promise<void> {
    tried.value = null;
    tried.value = take(await api.tryOutcomeList(call));
  }

  async function draftNow(): Promise<void> {
    draft.value = take(await api.draftSettings({ meanings: meanings.value }));
  }

  async function write(): Promise<void> {
    const answer = take(await api.writeSettings({ meanings: meanings.value }));
    if (answer !== null) writtenTo.value = answer.path;
    const error = failure.value;
    await draftNow();
    if (error !== null) failure.value = error;
  }

  async function record(): Promise<void> {
    recordedTo.value = take(await api.recordBus())?.path ?? null;
  }

  async function leave(): Promise<void> {
    clearTimeout(later);
    await api.leaveConnect();
    Object.assign(form, emptyAddress());
    for (const known of [said, revealed]) known.clear();
    recordedTo.value = null;
    status.value = preview.value = tried.value = draft.value = null;
    step.value = 'address';
  }

  useCoreEvent('connect', show);

  return {
    status,
    step,
    failure,
    form,
    faults,
    group,
    groupId,
    members,
    saidHere,
    preview,
    unmasked,
    tried,
    draft,
    writtenTo,
    recordedTo,
    isComplete,
    isBusy,
    valuesOf,
    test,
    refresh,
    go,
    choose,
    assign,
    roleOf,
    toggleValue,
    look,
    setUnmasked,
    previewInFull,
    tryList,
    write,
    record,
    leave,
  };
});
