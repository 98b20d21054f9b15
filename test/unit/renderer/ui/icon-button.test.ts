import { cleanup, render, screen } from '@testing-library/vue';
import { DialogClose, DialogContent, DialogRoot, DialogTitle } from 'reka-ui';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { h } from 'vue';
import IconButton from '../../../../src/renderer/ui/IconButton.vue';

afterEach(cleanup);

describe('a button with an icon instead of words', () => {
  it('has its label as name and tooltip, and is not a submit button', () => {
    render(IconButton, { props: { label: 'Remove' }, slots: { default: '<svg aria-hidden="true" />' } });
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Remove' });
    expect(button.title).toBe('Remove');
    expect(button.type).toBe('button');
    expect(button.className).toBe('button icon quiet');
  });

  it('takes a longer tooltip, a border and other attributes', () => {
    const onClick = vi.fn();
    const attrs = { class: 'small', 'aria-pressed': true, onClick };
    render(IconButton, { props: { label: 'Pin', tip: 'Pin (Alt+P)', bordered: true }, attrs });
    const button = screen.getByRole('button', { name: 'Pin', pressed: true });
    expect(button.title).toBe('Pin (Alt+P)');
    expect(button.className).toBe('small button icon');
    button.click();
    expect(onClick).toHaveBeenCalledOnce();
  });

  it('keeps its label and still works inside a reka-ui part that would rename it', () => {
    const onOpen = vi.fn();
    render(DialogRoot, {
      props: { open: true, 'onUpdate:open': onOpen, modal: false },
      slots: {
        default: () =>
          h(DialogContent, { 'aria-describedby': undefined }, () => [
            h(DialogTitle, () => 'Calls'),
            h(DialogClose, { asChild: true, 'aria-label': 'Dismiss' }, () =>
              h(IconButton, { label: 'Close' }),
            ),
          ]),
      },
    });
    screen.getByRole('button', { name: 'Close' }).click();
    expect(onOpen).toHaveBeenCalledWith(false);
  });
});
