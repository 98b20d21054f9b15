import {
  LOOP_AIM,
  reaches,
  type Aim,
  type Comparison,
  type FaultFigures,
  type LoopFigures,
  type Unit,
} from './figures.ts';
import { isReached, type ScreenFigure } from './screen/figures.ts';

export function screenTable(rows: readonly ScreenFigure[]): string {
  return table(
    ['bench', 'what', 'p50', 'p95', 'CPU', 'bare part', 'ratio', 'aim', '', 'note'],
    rows.map((row) => {
      const { what, unit, p50, p95, cpu, bare, aim, note } = row;
      const reached = isReached(row);
      return [
        ...['screen', what, inUnit(p50, unit), inUnit(p95, unit)],
        cpu === null ? '' : inUnit(cpu, 'ms'),
        ...(bare === null ? ['', ''] : [inUnit(bare, unit), (p50 / bare).toFixed(2)]),
        aim === null ? '' : 'p95' in aim ? `p95 ≤ ${aim.p95} ${unit}` : `≤ ${aim.times} ×`,
        ...[reached === null ? '' : reached ? 'met' : 'missed', note],
      ];
    }),
  );
}

/** A Markdown table with aligned columns, readable on a terminal too. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((name, column) =>
    Math.max(3, name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => pad(cell, widths[column] ?? 0, column)).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (column < 2 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** Words are aligned left, figures right. */
function pad(cell: string, width: number, column: number): string {
  return column < 2 ? cell.padEnd(width) : cell.padStart(width);
}

export function comparisonTable(rows: readonly Comparison[]): string {
  return table(
    ['bench', 'what', 'ours', 'reference', 'ratio', 'range', 'aim', ''],
    rows.map(({ bench, what, unit, ours, reference, ratio, range, aim }) => [
      ...[bench, what, inUnit(ours, unit), inUnit(reference, unit), ratio.toFixed(2)],
      range.map((one) => one.toFixed(2)).join('–'),
      ...verdict(ratio, aim),
    ]),
  );
}

export function loopTable(rows: readonly LoopFigures[]): string {
  return table(
    ['bench', 'event loop blocked', 'p99', 'longest', 'idle p99', 'idle longest', 'aim for p99', ''],
    rows.map(({ what, p99, longest, idleP99, idleLongest }) => [
      ...['loop', what],
      ...[p99, longest, idleP99, idleLongest].map((ms) => inUnit(ms, 'ms')),
      ...verdict(p99, LOOP_AIM),
    ]),
  );
}

export function faultTable(rows: readonly FaultFigures[]): string {
  return table(
    ['bench', 'contender', 'saved', 'lost', 'repeated', 'doubled', 'out of order', 'wrong calls', 'stuck'],
    rows.map((row) => [
      'faults',
      row.contender,
      ...[row.saved, row.lost, row.repeated, row.doubled, row.outOfOrder, row.wrongCalls, row.stuck].map(
        String,
      ),
    ]),
  );
}

function verdict(value: number, aim: Aim | null): [string, string] {
  if (aim === null) return ['', ''];
  const text = 'atMost' in aim ? `≤ ${aim.atMost}` : 'atLeast' in aim ? `≥ ${aim.atLeast}` : `< ${aim.below}`;
  return [text, reaches(value, aim) ? 'met' : 'missed'];
}

function inUnit(value: number, unit: Unit): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}
