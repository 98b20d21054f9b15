/**
 * A page with one of the lists that others would take for a search over a tree of outcomes, each as its documentation
 * says for many rows. The part of the address after # names it. Ctrl+O shows its list.
 */
import {
  ListboxContent,
  ListboxFilter,
  ListboxItem,
  ListboxRoot,
  ListboxVirtualizer,
  TreeItem,
  TreeRoot,
  TreeVirtualizer,
} from 'reka-ui';
import { createApp, defineComponent, h, nextTick, shallowRef, type Component, type VNode } from 'vue';
import { RecycleScroller } from 'vue-virtual-scroller';
import { mountBareRows } from './bare-rows.ts';
import { filterTree, type Outcome } from './outcomes.ts';

/** In `index.html`, written by the bench. */
declare const OUTCOMES: readonly Outcome[];

const ROW_HEIGHT = 34;
const query = shallowRef('');
const hits = shallowRef(OUTCOMES);
const isOpen = shallowRef(false);

function find(typed: string): void {
  const words = typed.toLowerCase().split(' ');
  query.value = typed;
  hits.value = OUTCOMES.filter(({ folded }) => words.every((word) => folded.includes(word)));
}

const onInput = (event: Event): void => find((event.target as HTMLInputElement).value);
const field = (more: object = {}): VNode => h('input', { onInput, autofocus: true, ...more });
const row = (path: string): VNode => h('span', { 'data-row': '' }, path);

const VIEWS: Readonly<Record<string, () => VNode[]>> = {
  field: () => [field(), h('p', { class: 'list' }, [row(query.value)])],
  datalist: () => [
    field({ list: 'outcomes' }),
    h(
      'datalist',
      { id: 'outcomes' },
      OUTCOMES.map(({ path }) => h('option', { value: path, 'data-row': '' })),
    ),
  ],
  select: () => [
    field(),
    h(
      'select',
      { class: 'list', size: 14 },
      hits.value.map(({ id, path }) => h('option', { key: id, value: id, 'data-row': '' }, path)),
    ),
  ],
  listbox: () => [
    h(ListboxRoot as Component, { class: 'box' }, () => [
      h(ListboxFilter, { modelValue: query.value, 'onUpdate:modelValue': find }),
      h(ListboxContent, { class: 'list' }, () =>
        h(
          ListboxVirtualizer as Component,
          { options: hits.value, estimateSize: ROW_HEIGHT, textContent: ({ path }: Outcome) => path },
          {
            default: ({ option }: { option: Outcome }) =>
              h(ListboxItem as Component, { class: 'row', value: option }, () => row(option.path)),
          },
        ),
      ),
    ]),
  ],
  tree: () => {
    const { roots, children, parents } = filterTree(hits.value);
    return [
      field(),
      h(
        TreeRoot as Component,
        {
          class: 'list',
          items: roots,
          expanded: parents,
          getKey: ({ id }: Outcome) => id,
          getChildren: ({ id }: Outcome) => children.get(id),
        },
        () =>
          h(
            TreeVirtualizer as Component,
            { estimateSize: ROW_HEIGHT, textContent: ({ name }: Outcome) => name },
            {
              default: ({ item }: { item: { bind: object; level: number; value: Outcome } }) =>
                h(
                  TreeItem as Component,
                  { class: 'row', ...item.bind, style: { paddingInlineStart: `${item.level}rem` } },
                  () => row(item.value.name),
                ),
            },
          ),
      ),
    ];
  },
  scroller: () => [
    field(),
    h(
      RecycleScroller as Component,
      { class: 'list', items: hits.value, itemSize: ROW_HEIGHT, keyField: 'id' },
      { default: ({ item }: { item: Outcome }) => h('div', { class: 'row' }, [row(item.path)]) },
    ),
  ],
};

function mount(contender: string): void {
  const view = VIEWS[contender] ?? (() => []);
  const page = defineComponent(
    () => () => h('main', { 'data-query': query.value }, isOpen.value ? view() : [h('p', 'closed')]),
  );
  addEventListener('keydown', (event) => {
    if (event.key !== 'o' || !event.ctrlKey) return;
    event.preventDefault();
    find('');
    isOpen.value = !isOpen.value;
    void nextTick(() => document.querySelector('input')?.focus());
  });
  createApp(page).mount('#app');
}

const contender = location.hash.slice(1);
if (contender === 'rows') mountBareRows(document.body, OUTCOMES);
else mount(contender);
