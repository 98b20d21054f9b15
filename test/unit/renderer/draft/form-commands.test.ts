import { describe, expect, it } from 'vitest';
import { defineComponent, h, nextTick, ref, type VNode } from 'vue';
import { useFormCommands } from '../../../../src/renderer/draft/form-commands.ts';
import { show } from '../screen.ts';
import { createScriptedCore } from '../scripted-core.ts';

type Commands = ReturnType<typeof useFormCommands>;

/** A window with these parts of a form, each of which notes its name when it is to take the focus. */
function showParts(names: string[]) {
  const shown = ref(names);
  const ran: string[] = [];
  let commands: Commands | undefined;
  const Part = defineComponent({
    props: { name: { type: String, required: true } },
    setup({ name }) {
      useFormCommands().register({ focusSearch: () => ran.push(name), settleSearch: () => name === 'first' });
      return () => h('p', name);
    },
  });
  const Parts = (): VNode[] => {
    commands = useFormCommands();
    return shown.value.map((name) => h(Part, { key: name, name }));
  };
  show(Parts, createScriptedCore());
  return { shown, ran, commands: commands! };
}

describe('the commands of the form', () => {
  it('run in the part that registered them, and return its result', () => {
    const { commands, ran } = showParts(['first']);
    commands.run('focusSearch');
    expect(ran).toEqual(['first']);
    expect(commands.run('settleSearch')).toBe(true);
  });

  it('do nothing if no part on screen has them', () => {
    const { commands } = showParts(['first']);
    expect(commands.run('submit', new Event('click'))).toBeUndefined();
    expect(commands.run('chooseTop', 1)).toBeUndefined();
  });

  it('end with the part that registered them', async () => {
    const { commands, ran, shown } = showParts(['first']);
    shown.value = [];
    await nextTick();
    expect(commands.run('settleSearch')).toBeUndefined();
    commands.run('focusSearch');
    expect(ran).toEqual([]);
  });

  it('come from the part mounted last, then again from the one before it', async () => {
    const { commands, ran, shown } = showParts(['first']);
    shown.value = ['first', 'second'];
    await nextTick();
    commands.run('focusSearch');
    shown.value = ['first'];
    await nextTick();
    commands.run('focusSearch');
    expect(ran).toEqual(['second', 'first']);
  });

  it('pass to the part that replaces another at the same moment', async () => {
    const { commands, ran, shown } = showParts(['first']);
    shown.value = ['second'];
    await nextTick();
    commands.run('focusSearch');
    expect(ran).toEqual(['second']);
  });
});
