import { app } from 'electron';

/** Answers whether Afterword can be updated now, in place of starting it. */
export async function answerIfReady(dataDir: string): Promise<void> {
  app.dock?.hide();
  const { answerUpdateReady } = await import('#main/updates/update-ready.ts');
  app.exit(
    answerUpdateReady(dataDir, (text) => {
      process.stdout.write(`${text}\n`);
    }),
  );
}
