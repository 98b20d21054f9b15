import { z } from 'zod';
import { platformOf, writesCharacter } from '#shared/contract/keyboards.ts';
import { QUICK_WRAP_UP_KEYS } from '#shared/contract/shortcuts.ts';
import type { SettingFault } from '#shared/reasons/reason-codes.ts';
import { afterCallSchema } from '#main/after-call/after-call-rule.ts';
import { callbacksSchema } from '#main/callbacks/callbacks-settings.ts';
import { busEventMappingSchema } from '#main/calls/dialects/site-mapping.ts';
import { readType } from '#main/calls/named-call.ts';
import { isSafeUrl } from '#main/lcm/link/address.ts';
import { lcmOptionsSchema, waitsSchema } from '#main/lcm/link/options.ts';
import { signInSchema } from '#main/sign-in/sign-in-settings.ts';
import { metricsSchema } from '#main/metrics/metrics-settings.ts';
import { updatesSchema } from '#main/updates/updates-settings.ts';
import { formSettingsSchema } from '#shared/wrapup/form-settings.ts';

/** A call type as LCM's layout names it, or `none`. */
const callTypeSchema = z
  .string()
  .refine((type) => readType(type) !== null, 'notACallType' satisfies SettingFault);

/** Whether a text can be a folder of some system by itself, wherever it is asked from. */
function isFolder(text: string): boolean {
  return text === '' || /^(~(?=[\\/]|$)|[\\/]|[A-Za-z]:[\\/])/.test(text);
}

/** The settings file. Every field has a default, so an empty or missing file is valid. */
export const settingsSchema = z.strictObject({
  /** Where an editor finds the names of the settings. Afterword does not read it. */
  $schema: z.string().optional(),
  agent: z
    .strictObject({
      /** The agent's id in LCM (`UserID`). If it is '', the screen asks for it. */
      userId: z.string().trim().max(256).default(''),
    })
    .prefault({}),
  lcm: lcmOptionsSchema.prefault({}),
  signIn: signInSchema.prefault({}),
  form: formSettingsSchema.prefault({}),
  afterCall: afterCallSchema.prefault({}),
  callbacks: callbacksSchema.prefault({}),
  outbox: z
    .strictObject({
      /** How many submissions may be in flight at once, over all calls. */
      maxInFlight: z.number().int().min(1).max(32).default(4),
      retry: waitsSchema(1_000).prefault({}),
    })
    .prefault({}),
  connect: z
    .strictObject({
      /** Whether the view that connects Afterword to an unknown LCM stays closed, even for `--connect`. */
      locked: z.boolean().default(false),
    })
    .prefault({}),
  calls: z
    .strictObject({
      /** Days after which a call that nobody began to wrap up leaves the list for the history; 0 keeps it on the list. */
      retireAfterDays: z.number().int().min(0).max(36_500).default(7),
      /** What the softphone's call types mean: OUTBOUND, a type of LCM's layout (page 003), or `none` for no wrap-up. */
      types: z.record(z.string().min(1), callTypeSchema).default({}),
      /** Whether this bus is the agent's own: a call in which no agent is named is then theirs. */
      busIsOwn: z.boolean().default(false),
      /** Whether agents can end after-call work from here. LCM is told for no call and no agent, so the bus must be their own. */
      clearContact: z.boolean().default(false),
    })
    .superRefine(({ busIsOwn, clearContact }, context) => {
      const message: SettingFault = 'needsOwnBus';
      if (clearContact && !busIsOwn) context.addIssue({ code: 'custom', path: ['clearContact'], message });
    })
    .prefault({}),
  history: z
    .strictObject({
      /** How many days a delivered call and its history are kept; 0 keeps them for ever. */
      retentionDays: z.number().int().min(0).max(36_500).default(90),
      /** Whether the history shows agents the figures of their own day. */
      yourDay: z.boolean().default(true),
    })
    .prefault({}),
  metrics: metricsSchema.prefault({}),
  updates: updatesSchema.prefault({}),
  busEvents: z.array(busEventMappingSchema).default([]),
  spelling: z
    .strictObject({
      /**
       * Where Chromium's spelling dictionaries (`.bdic`) are served; '' turns the spelling check off. Not used on
       * macOS.
       */
      dictionaryUrl: z
        .string()
        .refine((text) => text === '' || isSafeUrl(text), 'notASafeAddress' satisfies SettingFault)
        .default(''),
    })
    .prefault({}),
  machine: z
    .strictObject({
      /**
       * The folder of Afterword's data; '' for the usual one. `~` stands for the user's own folder, `{user}` for their name. The
       * user's file cannot set it, since it lies there.
       */
      dataFolder: z
        .string()
        .refine(isFolder, 'notAFolder' satisfies SettingFault)
        .default(''),
      /**
       * By what the outbox knows this machine, where desktops are new every day; `{hostname}` and `{user}` in it stand for
       * those names. Machines of one name may send each other's wrap-ups. '' if the system's own id is enough. The user's file cannot
       * set it, since it comes along with a copied profile.
       */
      name: z.string().trim().max(200).default(''),
    })
    .prefault({}),
  start: z
    .strictObject({
      /** Whether an installed app starts when its user logs in; an agent can decide against it. */
      atLogin: z.boolean().default(true),
    })
    .prefault({}),
  shortcuts: z
    .strictObject({
      /** Electron accelerator of the quick wrap-up; '' for none. It works in every program, so it must not write there. */
      quickWrapUp: z
        .string()
        .refine(
          (keys) => !writesCharacter(keys, platformOf(process.platform)),
          'keysWrite' satisfies SettingFault,
        )
        .default(QUICK_WRAP_UP_KEYS),
    })
    .prefault({}),
});
export type Settings = z.infer<typeof settingsSchema>;
