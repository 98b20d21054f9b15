import { z } from 'zod';
import {
  CALL_ROLES,
  PHASE_MEANINGS,
  TYPE_MEANINGS,
  type AddressFault,
  type BusMember,
  type ConnectStatus,
  type MemberValues,
  type PreviewAnswer,
  type SettingsDraft,
  type TriedList,
} from '../connect.ts';
import { type } from '../type-only.ts';
import { callIdSchema, idSchema, noInput, noOutput, type RequestRows } from './row.ts';

const line = z.string().max(2_000);
const pointer = z.string().max(2_000);
/** A secret is null if the one typed before still counts. */
const secrets = z
  .array(z.strictObject({ name: z.string().max(256), value: z.string().max(8_192).nullable() }))
  .max(20);

export const addressSchema = z.strictObject({
  url: line,
  path: line,
  namespace: line,
  eventName: line,
  caFile: line,
  proxy: line,
  auth: secrets,
  headers: secrets,
});
export type AddressInput = z.output<typeof addressSchema>;

const groupId = z.string().max(32);
const member = z.strictObject({ groupId, pointer });

const meaning = z.strictObject({
  groupId,
  roles: z.partialRecord(z.enum(CALL_ROLES), pointer),
  phases: z.array(z.tuple([z.string().max(256), z.enum(PHASE_MEANINGS)])).max(100),
  types: z.array(z.tuple([z.string().max(256), z.enum(TYPE_MEANINGS)])).max(100),
});
const meanings = z.array(meaning).max(20);

/**
 * Connecting Afterword to an unknown LCM. Every request answers `notAllowed` unless Connect is open on this start. None of
 * them sends a set.
 */
export const connectRequests = {
  getConnect: { input: noInput, output: type<ConnectStatus>() },
  /**
   * Tries the address step by step and, if it works, listens to its bus. The event `connect` tells how it goes. Answers with
   * what is wrong in the input, by its setting; nothing is tried then.
   */
  testConnection: {
    input: addressSchema,
    output: type<{ readonly faults: readonly AddressFault[] }>(),
  },
  /** Closes the link and forgets what came over it. */
  leaveConnect: { input: noInput, output: noOutput },
  listBusMembers: {
    input: z.strictObject({ groupId }),
    output: type<{ readonly members: readonly BusMember[] }>(),
  },
  /** Tells the values of one member. From then on all its values are counted, however fast they come. */
  revealMember: { input: member, output: type<MemberValues>() },
  previewCall: { input: z.strictObject({ meanings, unmasked: z.boolean() }), output: type<PreviewAnswer>() },
  /** Asks LCM for the outcomes of a call, over the link of Connect: page 004 for OUTBOUND, else page 003. */
  tryOutcomeList: {
    input: z.strictObject({
      callId: z.union([callIdSchema, z.literal('')]),
      lcmKey: z.union([idSchema, z.literal('')]),
      type: z.string().trim().min(1).max(32),
    }),
    output: type<TriedList>(),
  },
  /** Records the bus for support, every value made up, for five minutes or until the link is closed. */
  recordBus: { input: noInput, output: type<{ readonly path: string }>() },
  draftSettings: { input: z.strictObject({ meanings }), output: type<SettingsDraft>() },
  /** Writes the settings file if there is none. Error `notAllowed` if there is one. */
  writeSettings: { input: z.strictObject({ meanings }), output: type<{ readonly path: string }>() },
} as const satisfies RequestRows;
