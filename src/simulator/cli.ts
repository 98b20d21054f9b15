import { closeSync, openSync, writeSync } from 'node:fs';
import { CommanderError } from 'commander';
import { parseCommandLine, type CliOptions } from './command-line/options.ts';
import { startDemoCalls } from './calls/demo-calls.ts';
import { messageOf } from './message-of.ts';
import { startSimulator } from './server.ts';

/** An error for the user; its message names the flag that caused it. */
class CliProblem extends Error {}

async function run({ simulator: options, demo, ledgerFile }: CliOptions): Promise<void> {
  const file = ledgerFile === null ? null : openLedgerFile(ledgerFile);
  const simulator = await startSimulator(options).catch((error: unknown) => {
    throw new CliProblem(startProblem(error, options));
  });
  if (file !== null) {
    const stop = simulator.ledger.onSettled((entry) => {
      try {
        writeSync(file, `${JSON.stringify(entry)}\n`);
      } catch (error) {
        console.error(`error: the ledger file cannot be written any more: ${messageOf(error)}`);
        stop();
      }
    });
  }
  const calls = demo === null ? null : startDemoCalls(simulator, demo);
  console.log(`LCM simulator at ${simulator.url} (ledger: ${simulator.url}/ledger; Ctrl+C ends it)`);

  const end = (): void => {
    calls?.stop();
    void simulator.close().then(() => {
      if (file !== null) closeSync(file);
    });
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

function openLedgerFile(path: string): number {
  try {
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw new CliProblem(`option '--ledger-file' cannot be written: ${messageOf(error)}`);
  }
}

function startProblem(error: unknown, { host, port, tls }: CliOptions['simulator']): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const place = `${host ?? ''}:${port ?? 0}`;
  if (code === 'EADDRINUSE') return `option '--port': ${place} is in use by another program`;
  if (code === 'EACCES') return `option '--port': no permission to listen on ${place}`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `option '--host': ${host ?? ''} is no address of this machine`;
  }
  if (tls !== undefined) return `option '--tls-key' or '--tls-cert' is not usable: ${messageOf(error)}`;
  return messageOf(error);
}

// The program that reads the output may end early, as `head` does. The simulator keeps running.
process.stdout.on('error', () => {});

try {
  await run(parseCommandLine(process.argv.slice(2)));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode;
  } else if (error instanceof CliProblem) {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  } else {
    throw error;
  }
}
