import type { z } from 'zod';
import { reason, SETTING_FAULTS } from '#shared/reasons/reason-codes.ts';
import type { Reason } from '#shared/reasons/reason.ts';

/**
 * What is wrong with a setting: the code that its schema gives as a message, or the fault that Zod found.
 *
 * @param value the value in the file; undefined if there is none
 */
export function settingReason(issue: z.core.$ZodIssue, value: unknown): Reason {
  if (Object.hasOwn(SETTING_FAULTS, issue.message)) {
    const params = issue.code === 'custom' ? issue.params : undefined;
    return { code: issue.message, params: (params ?? {}) as Reason['params'] };
  }
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined ? reason('settingMissing') : wrongType(issue.expected);
    case 'invalid_value':
      return reason('needsOneOf', { values: issue.values.map((each) => JSON.stringify(each)).join(', ') });
    case 'too_small':
      return isNumber(issue.origin)
        ? reason('tooSmall', { least: Number(issue.minimum) })
        : reason('settingEmpty');
    case 'too_big': {
      const most = Number(issue.maximum);
      if (isNumber(issue.origin)) return reason('tooLarge', { most });
      return reason(issue.origin === 'array' ? 'tooManyEntries' : 'tooManyCharacters', { most });
    }
    case 'invalid_key':
    case 'invalid_element': {
      const [inner] = issue.issues;
      return inner === undefined ? reason('settingUnfit') : settingReason(inner, value);
    }
    default:
      return reason('settingUnfit');
  }
}

const isNumber = (origin: string): boolean => origin === 'number' || origin === 'int';

function wrongType(expected: string): Reason {
  switch (expected) {
    case 'string':
      return reason('needsText');
    case 'number':
      return reason('needsNumber');
    case 'int':
      return reason('needsWholeNumber');
    case 'boolean':
      return reason('needsTrueOrFalse');
    case 'array':
    case 'tuple':
      return reason('needsList');
    case 'object':
    case 'record':
      return reason('needsGroup');
    default:
      return reason('settingUnfit');
  }
}
