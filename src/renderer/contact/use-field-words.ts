import { readFieldValue } from '#shared/contact/field-value.ts';
import type { ContactField } from '#shared/lcm/call-facts.ts';
import { useFormats } from '../i18n/use-formats.ts';

/** The value of a business field as the agent's region writes it; text as LCM has it. Call in a component's setup. */
export function useFieldWords(): (field: Pick<ContactField, 'dataType' | 'format'>, value: string) => string {
  const formats = useFormats();
  return ({ dataType, format }, value) => {
    const read = readFieldValue({ value, dataType, format });
    switch (read.type) {
      case 'number':
        return formats.digits(read.digits);
      case 'moment':
        return [
          read.date === null ? null : formats.calendarDay(read.date),
          read.time === null ? null : formats.clockTime(read.time),
        ]
          .filter((part) => part !== null)
          .join(' ');
      case 'text':
        return read.text;
    }
  };
}
