import { pace, REFERENCE, type Calibration } from './calibration.ts';
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

/** How fast this machine is at each kind of work, beside the machine that the aims in milliseconds are for. */
export function calibrationTable(rows: readonly Calibration[]): string {
  return table(
    ['calibration', 'median', 'in docs/benchmarks.md', 'aims ×'],
    rows.map(({ kind, ms }) => [
      ...[kind, inUnit(ms, 'ms'), inUnit(REFERENCE[kind], 'ms')],
      (ms / REFERENCE[kind]).toFixed(2),
    ]),
  );
}

export function screenTable(rows: readonly ScreenFigure[], calibration: readonly Calibration[]): string {
  const slower = pace(calibration, 'layout');
  return table(
    ['bench', 'what', 'p50', 'p95', 'CPU', 'bare part', 'ratio', 'aim', '', 'note'],
    rows.map((row) => {
      const { what, unit, p50, p95, cpu, bare, aim, note } = row;
      const reached = isReached(row, slower);
      return [
        ...['screen', what, inUnit(p50, unit), inUnit(p95, unit)],
        cpu === null ? '' : inUnit(cpu, 'ms'),
        ...(bare === null ? ['', ''] : [inUnit(bare, unit), (p50 / bare).toFixed(2)]),
        aim === null ? '' : 'p95' in aim ? `p95 ≤ ${inUnit(aim.p95 * slower, unit)}` : `≤ ${aim.times} ×`,
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

export function loopTable(rows: readonly LoopFigures[], calibration: readonly Calibration[]): string {
  const aim = { below: LOOP_AIM.below * pace(calibration, 'loop') };
  return table(
    ['bench', 'event loop blocked', 'p99', 'longest', 'idle p99', 'idle longest', 'aim for p99', ''],
    rows.map(({ what, p99, longest, idleP99, idleLongest }) => [
      ...['loop', what],
      ...[p99, longest, idleP99, idleLongest].map((ms) => inUnit(ms, 'ms')),
      ...verdict(p99, aim),
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
  const text =
    'atMost' in aim
      ? `≤ ${aim.atMost}`
      : 'atLeast' in aim
        ? `≥ ${aim.atLeast}`
        : `< ${Number(aim.below.toFixed(1))}`;
  return [text, reaches(value, aim) ? 'met' : 'missed'];
}

function inUnit(value: number, unit: Unit): string {
  const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
  return `${value.toFixed(digits)} ${unit}`;
}
