import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { CatalogueOptions } from '../campaign/catalogue.ts';
import { messageOf } from '../message-of.ts';
import { readRecording, type RecordedMessage } from '../replay/recording.ts';

/*
 * Each function reads the value of a flag. For an invalid value it throws InvalidArgumentError with a sentence that says
 * what the value must be; commander adds the flag and the value.
 */

/** How often a fault strikes: always (`true`), this many times, or with a probability. */
export type ChanceFlag = true | number | { probability: number };

export function wholeNumber(min: number, max: number) {
  return (value: string): number => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    }
    return number;
  };
}

export function socketPath(value: string): string {
  if (!/^\/[^\s?#]+$/.test(value))
    throw new InvalidArgumentError('It must begin with "/" and name something.');
  return value;
}

export function millisecondRange(value: string): { minMs: number; maxMs: number } {
  const match = /^(\d{1,8})(?:-(\d{1,8}))?$/.exec(value);
  const [minMs, maxMs] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (match === null || minMs > maxMs) {
    throw new InvalidArgumentError('It must be milliseconds, such as 200, or a range, such as 100-900.');
  }
  return { minMs, maxMs };
}

export function chance(value: string): ChanceFlag {
  if (value === 'always') return true;
  const share = /^(\d+(?:\.\d+)?)%$/.exec(value);
  if (share !== null && Number(share[1]) <= 100) return { probability: Number(share[1]) / 100 };
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It must be "always", a number of times such as 3, or a share such as 25%.');
}

export function entryLimit(value: string): number {
  return value === 'all' ? Infinity : wholeNumber(1, 1_000_000_000)(value);
}

export function factor(value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value) || Number(value) <= 0) {
    throw new InvalidArgumentError('It must be a number above 0, such as 10 or 0.5.');
  }
  return Number(value);
}

export function recordingFile(path: string): RecordedMessage[] {
  try {
    return readRecording(fileText(path));
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    throw new InvalidArgumentError(messageOf(error));
  }
}

export function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${messageOf(error)}`);
  }
}

const catalogueSchema = z.strictObject({
  campaign: z.array(z.unknown()).optional(),
  groups: z.record(z.string(), z.array(z.unknown())).optional(),
});

export function catalogueFile(path: string): CatalogueOptions {
  const text = fileText(path);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`It is not JSON: ${messageOf(error)}`);
  }
  const result = catalogueSchema.safeParse(parsed);
  if (!result.success) {
    const faults = result.error.issues.map(
      ({ path: at, message }) => `${at.join('.') || 'file'}: ${message}`,
    );
    throw new InvalidArgumentError(faults.join('; '));
  }
  const { campaign, groups } = result.data;
  return { ...(campaign && { campaignRows: campaign }), ...(groups && { groupRows: groups }) };
}
