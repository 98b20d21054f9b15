import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import { timesBetween, type CallbackTimes } from '#shared/callback/callback-suggestion.ts';
import { checkCallback } from '#shared/callback/callback-window.ts';
import { callbackModes, firstMode, type CallbackMode } from '#shared/callback/callback-modes.ts';
import { entryZone, localZone, type CallbackZones } from '#shared/callback/callback-zones.ts';
import { machineZone } from '#shared/callback/wall-clock.ts';
import type { CallbackDraft } from '#shared/draft/draft.ts';
import { zonesOfCallback } from '#shared/wrapup/plan-wrap-up.ts';
import { useApp } from '../api/app.ts';
import { useFacts } from '../draft/facts.ts';
import { useForm } from '../draft/form.ts';
import { useSelection } from '../draft/selection.ts';
import { useClock } from '../ui/clock.ts';
import { readTypedWhen } from './typed-when.ts';

const NO_TIMES: CallbackTimes = {
  startDate: '',
  startTime: '',
  startFold: null,
  endDate: '',
  endTime: '',
  endFold: null,
};

/** The callback of the selected call: its time, taken or still being typed, and the zones to show it in. */
export const useCallback = defineStore('callback', () => {
  const app = useApp();
  const clock = useClock();
  const facts = useFacts();
  const form = useForm();
  const selection = useSelection();

  const ownZone = machineZone();
  const draft = computed(() => form.draft.callback);

  const modes = computed<readonly CallbackMode[]>(() =>
    app.state === null ? [] : callbackModes(app.state.form, facts.current),
  );
  /** The mode of the callback, or of one that would be begun now; null if it is none of those offered. */
  const mode = computed<CallbackMode | null>(() => {
    const settings = app.state?.form;
    if (settings === undefined) return null;
    const wanted =
      draft.value === null ? firstMode(modes.value, settings, facts.current) : draft.value.modeId;
    return modes.value.find(({ id }) => id === wanted) ?? null;
  });
  /** The zones of LCM, of the contact, of the campaign and of the agent. */
  const zones = computed<CallbackZones>(() => {
    const { call } = selection;
    if (call === null || app.state === null) {
      return { sent: ownZone, contact: null, campaign: null, agent: ownZone };
    }
    const known = { call, form: app.state.form, facts: facts.current, machineZone: ownZone };
    return zonesOfCallback(known, mode.value);
  });
  /** The zone in which its times are entered. */
  const zone = computed(() =>
    draft.value === null ? localZone(zones.value) : entryZone(draft.value, zones.value),
  );

  /** The agent has typed a time that is not taken yet. */
  const isTyping = computed(() => (draft.value?.when ?? '').trim() !== '');
  /**
   * When the agent last typed, by LCM's clock. The text is read from then on: "in 45 min" and "12:31" do not move on
   * while the agent talks.
   */
  const typedAt = ref(clock.lcmNow);
  watch(
    () => [selection.call?.callId, draft.value?.when],
    () => {
      typedAt.value = clock.readLcm();
    },
    { flush: 'sync' },
  );
  /** What the typed text says; null if nothing is typed. */
  const reading = computed(() =>
    draft.value === null || !isTyping.value
      ? null
      : readTypedWhen(draft.value.when, zone.value, typedAt.value),
  );
  /**
   * The callback as a submit would book it: a typed time counts before it is taken. Text that is no time books nothing,
   * also not the time that was taken before it.
   */
  const effective = computed<CallbackDraft | null>(() => {
    if (draft.value === null || reading.value === null) return draft.value;
    return reading.value.kind === 'times'
      ? { ...draft.value, ...reading.value.times, when: '' }
      : { ...draft.value, ...NO_TIMES };
  });

  /** Checks a callback of the selected call; null if there is none. */
  function check(callback: CallbackDraft | null): ReturnType<typeof checkCallback> | null {
    if (callback === null || app.state === null) return null;
    return checkCallback(callback, app.state.form, zones.value, clock.lcmNow, modes.value);
  }
  const checked = computed(() => check(effective.value));

  function update(change: Partial<CallbackDraft>): void {
    if (draft.value !== null) form.update({ callback: { ...draft.value, ...change } });
  }

  /** The start if it was counted from now: the same instant in every zone. */
  let counted: number | null = null;

  /** Takes times and empties the text field. */
  function takeTimes(times: CallbackTimes, isCounted = false): void {
    update({ ...times, when: '' });
    const taken = check(draft.value);
    counted = isCounted && taken?.ok === true ? taken.window.start : null;
  }

  /** Takes the typed text if it is a time. */
  function takeTyped(): void {
    if (reading.value?.kind === 'times') takeTimes(reading.value.times, reading.value.counted);
  }

  /** Begins a callback. It has no time until the agent gives one. */
  function begin(): void {
    form.update({
      callback: {
        kind: 'regular',
        ...NO_TIMES,
        when: '',
        zone: zone.value,
        modeId: mode.value?.id ?? null,
      },
    });
  }

  /** The start and end of a callback whose start was counted from now; null if the agent entered a clock time. */
  function countedWindow(callback: CallbackDraft): { readonly start: number; readonly end: number } | null {
    const taken = check(callback);
    return taken?.ok === true && taken.window.start === counted ? taken.window : null;
  }

  /** Switches the zone. Times counted from now stay the same instant; entered times keep their text, as in calendars. */
  function switchZone(to: string): void {
    takeTyped();
    if (draft.value === null) return;
    const moment = countedWindow(draft.value);
    const times = moment === null ? {} : timesBetween(moment.start, moment.end, to);
    update({ zone: to, startFold: null, endFold: null, ...times });
  }

  // LCM may name the campaign's zone just after the agent began the callback. If no time is given yet, it is then given in
  // that better zone. A time counted from now is shown in it, since the instant stays the same. A clock time that the
  // agent entered stays in its zone.
  watch(
    () => ({ call: selection.call?.callId, zone: localZone(zones.value) }),
    (now, before) => {
      if (draft.value === null || now.call !== before.call || isTyping.value) return;
      if (draft.value.zone !== before.zone || now.zone === before.zone) return;
      const isEmpty = draft.value.startDate === '' && draft.value.startTime === '';
      if (isEmpty || countedWindow(draft.value) !== null) switchZone(now.zone);
    },
  );

  return {
    machineZone: ownZone,
    draft,
    modes,
    mode,
    zones,
    zone,
    isTyping,
    reading,
    effective,
    check,
    checked,
    update,
    takeTimes,
    takeTyped,
    begin,
    switchZone,
  };
});
