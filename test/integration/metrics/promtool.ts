import { spawnSync } from 'node:child_process';

/** Whether Prometheus' tool is here (Debian's package `prometheus`). */
export const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
