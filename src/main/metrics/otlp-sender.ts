import type { Agent } from 'node:http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Clock } from '#main/base/clock.ts';
import { codeOrKind, errorKind } from '#main/base/error-words.ts';
import { within } from '#main/base/within.ts';
import { readAddress, type Address } from '#main/lcm/link/address.ts';
import type { SiteWays } from '#main/lcm/link/site-ways.ts';
import { FIGURES, SEARCH_FIGURE } from './figures.ts';
import type { Readings } from './readings.ts';

/** Tells the collector the figures, in the form of OTLP. Loaded only where the site wants to be told. */
export interface OtlpSender {
  searchTook(milliseconds: number): void;
  /** Reads the figures and sends them once. Never rejects. @returns a code that says why it failed; null if it did not */
  send(): Promise<string | null>;
}

export interface OtlpSenderOptions {
  readonly url: string;
  /** Null if one of them is missing. */
  readonly headers: () => Promise<Readonly<Record<string, string>> | null>;
  /** How the site calls this machine. */
  readonly machine: string;
  readonly version: string;
  /** May throw if the database cannot be read. */
  readonly readings: () => Readings;
  readonly ways: SiteWays;
  readonly clock: Clock;
  /** How long one way to the collector may take, in milliseconds. */
  readonly timeLimitMs: number;
}

/** The most bytes of an answer that are read. The collector has little to say. */
const LARGEST_ANSWER = 64 * 1024;

/** It is asked for the figures whenever they are sent, and does nothing by itself. */
class AskedReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

export function createOtlpSender(options: OtlpSenderOptions): OtlpSender {
  const { url, version, ways, clock, timeLimitMs } = options;
  const reading = readAddress(url);
  const reader = new AskedReader();
  const provider = new MeterProvider({
    // Nothing is detected: a detector would add the name of the user and the command line.
    resource: resourceFromAttributes({
      'service.name': 'afterword',
      'service.version': version,
      'service.instance.id': options.machine,
      'os.type': process.platform === 'win32' ? 'windows' : process.platform,
    }),
    readers: [reader],
  });
  const meter = provider.getMeter('afterword', version);
  const instruments = FIGURES.map((figure) => {
    const { name, unit, description } = figure;
    const words = { unit, description };
    const instrument =
      figure.kind === 'gauge'
        ? meter.createObservableGauge(name, words)
        : meter.createObservableCounter(name, words);
    return { figure, instrument };
  });
  meter.addBatchObservableCallback(
    (told) => {
      const now = options.readings();
      for (const { figure, instrument } of instruments)
        for (const { value, state } of figure.read(now))
          told.observe(instrument, value, state === undefined ? {} : { 'afterword.state': state });
    },
    instruments.map(({ instrument }) => instrument),
  );
  const searches = meter.createHistogram(SEARCH_FIGURE.name, {
    unit: SEARCH_FIGURE.unit,
    description: SEARCH_FIGURE.description,
    advice: { explicitBucketBoundaries: [...SEARCH_FIGURE.bounds] },
  });

  /** The library gives up a request that is silent for that long. One that goes on and on ends with its agent. */
  async function sendOver(
    agent: Agent,
    figures: ResourceMetrics,
    headers: Readonly<Record<string, string>>,
  ): Promise<string | null> {
    const exporter = new OTLPMetricExporter({
      url,
      headers: { ...headers },
      timeoutMillis: timeLimitMs,
      httpAgentOptions: () => agent,
    });
    const sent = new Promise<string | null>((resolve) => {
      exporter.export(figures, ({ error }) => {
        resolve(error === undefined ? null : codeOrKind(error));
      });
    });
    try {
      return await within(clock, timeLimitMs, sent, () => 'ETIMEDOUT');
    } finally {
      agent.destroy();
    }
  }

  /** @returns why the last way failed; null once one did not */
  async function sendOnce(figures: ResourceMetrics, address: Address): Promise<string | null> {
    const headers = await options.headers();
    if (headers === null) return 'headerMissing';
    let failure: string | null = 'noWay';
    // What does not leave this machine needs no proxy.
    for (const route of address.secure ? await ways.routes(address) : [null]) {
      failure = await sendOver(await ways.agent(address, route, LARGEST_ANSWER), figures, headers);
      if (failure === null) return null;
    }
    return failure;
  }

  return {
    searchTook: (milliseconds) => searches.record(milliseconds / 1_000),
    async send() {
      try {
        const { resourceMetrics, errors } = await reader.collect();
        if (errors.length > 0) return errorKind(errors[0]);
        if (!reading.ok) return reading.reason.code;
        const { address } = reading;
        const failure = await sendOnce(resourceMetrics, address);
        return failure !== null && (await ways.addSystem(address))
          ? await sendOnce(resourceMetrics, address)
          : failure;
      } catch (error) {
        return errorKind(error);
      }
    },
  };
}
