/** The thread that checks the database beside the core. It does one job, answers, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { runJob, type Job } from './jobs.ts';

parentPort?.postMessage(runJob(workerData as Job));
