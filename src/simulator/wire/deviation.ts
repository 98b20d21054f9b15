import { isRecord, type JsonRecord } from './envelope.ts';
import { differenceOf, filledText, typeName } from './field-checks.ts';
import type { RequestSpec } from './requests.ts';

/**
 * Compares a recognised request with the page's sample: spelling, fields and JSON types must be exactly the same.
 * It accepts an empty `callid`, which has its own error (`EMPTY_CALL_ID`).
 *
 * @returns the first deviation, with the name of the field, or null
 */
export function findDeviation(envelope: JsonRecord, spec: RequestSpec): string | null {
  const { channel, topic, subtopic, source, data, ...others } = envelope;
  if (channel !== spec.channel) return misspelt('channel', channel, spec.channel);
  if (topic !== spec.topic) return misspelt('topic', topic, spec.topic);
  if (subtopic !== spec.subtopic) return misspelt('subtopic', subtopic, spec.subtopic);
  const sourceDeviation = filledText(source);
  if (sourceDeviation !== null) return `source ${sourceDeviation}`;
  const extra = Object.keys(others)[0];
  if (extra !== undefined) return `${extra} is no field of a request`;
  if (spec.fields === null) return data === undefined ? null : `data is no field of ${spec.subtopic}`;
  if (!isRecord(data)) return `data must be an object, is ${typeName(data)}`;
  return findDataDeviation(data, spec.fields, spec);
}

function findDataDeviation(
  data: JsonRecord,
  fields: NonNullable<RequestSpec['fields']>,
  { subtopic, optional }: RequestSpec,
): string | null {
  const difference = differenceOf(data, fields, subtopic, optional);
  if (difference !== null) return `data.${difference}`;
  if (Object.hasOwn(fields, 'StartDate') && moment(data, 'End') < moment(data, 'Start')) {
    return 'data.EndDate and data.EndTime must not be before the start';
  }
  return null;
}

/** The start or end of a callback, as text that sorts in the order of time. */
function moment(data: JsonRecord, edge: 'Start' | 'End'): string {
  const [day, month, year] = String(data[`${edge}Date`]).split('/');
  return `${year ?? ''}${month ?? ''}${day ?? ''} ${String(data[`${edge}Time`])}`;
}

function misspelt(field: string, value: unknown, sample: string): string {
  const shown = typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeName(value);
  return `${field} must be "${sample}" as in the sample, is ${shown}`;
}
