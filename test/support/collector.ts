import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';

/** One request as it arrived. */
export interface Arrival {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A collector of the site on the loopback. */
export interface Collector {
  readonly url: string;
  readonly arrivals: Arrival[];
  /** The figures of the latest arrival. */
  latest(): Told;
  close(): Promise<void>;
}

/** The figures by name: each value with its state, '' if it has none. */
export type Told = ReadonlyMap<
  string,
  { readonly unit: string; readonly monotonic: boolean; readonly values: ReadonlyMap<string, number> }
>;

/** @param answer how it answers; well by default. `tls` is a certificate with its key, for https. */
export async function startCollector(
  options: {
    readonly answer?: (response: ServerResponse, arrival: Arrival) => void;
    readonly tls?: { readonly cert: Buffer; readonly key: Buffer };
  } = {},
): Promise<Collector> {
  const { answer = well, tls } = options;
  const arrivals: Arrival[] = [];
  const listen: RequestListener = (request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const arrival = {
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
      };
      arrivals.push(arrival);
      answer(response, arrival);
    });
  };
  const server: Server = tls === undefined ? createServer(listen) : createTlsServer(tls, listen);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${String(port)}/v1/metrics`,
    arrivals,
    latest: () => readOtlp(arrivals.at(-1)?.body ?? ''),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const well = (response: ServerResponse): void => {
  response.setHeader('content-type', 'application/json').end('{"partialSuccess":{}}');
};

const attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string() }) });
const point = z.object({
  attributes: z.array(attribute),
  startTimeUnixNano: z.string().optional(),
  timeUnixNano: z.string(),
  asDouble: z.number().optional(),
  asInt: z.number().optional(),
  count: z.number().optional(),
  sum: z.number().optional(),
  bucketCounts: z.array(z.number()).optional(),
  explicitBounds: z.array(z.number()).optional(),
});
const metric = z.object({
  name: z.string(),
  unit: z.string(),
  description: z.string().min(10),
  gauge: z.object({ dataPoints: z.array(point) }).optional(),
  /** 2 is cumulative: Prometheus takes nothing else. */
  sum: z
    .object({
      dataPoints: z.array(point),
      isMonotonic: z.literal(true),
      aggregationTemporality: z.literal(2),
    })
    .optional(),
  histogram: z.object({ dataPoints: z.array(point), aggregationTemporality: z.literal(2) }).optional(),
});
/** The JSON form of opentelemetry-proto, metrics/v1/metrics.proto. */
const request = z.strictObject({
  resourceMetrics: z
    .array(
      z.object({
        resource: z.object({ attributes: z.array(attribute) }),
        scopeMetrics: z
          .array(
            z.object({
              scope: z.object({ name: z.string(), version: z.string() }),
              metrics: z.array(metric),
            }),
          )
          .length(1),
      }),
    )
    .length(1),
});

/** A metric as it was told, with all its points. */
export interface ToldMetric {
  readonly name: string;
  readonly unit: string;
  readonly monotonic: boolean;
  readonly points: readonly z.output<typeof point>[];
}

/** Reads a request of OTLP as a collector does. @throws if it is none */
export function readPoints(body: string): ToldMetric[] {
  const [
    {
      scopeMetrics: [scope],
    },
  ] = request.parse(JSON.parse(body)).resourceMetrics as [
    z.output<typeof request>['resourceMetrics'][number],
  ];
  return (scope?.metrics ?? []).map(({ name, unit, gauge, sum, histogram }) => ({
    name,
    unit,
    monotonic: sum !== undefined,
    points: (gauge ?? sum ?? histogram)?.dataPoints ?? [],
  }));
}

function readOtlp(body: string): Told {
  return new Map(
    readPoints(body).map(({ name, unit, monotonic, points }) => {
      const values = points.map(
        (each) =>
          [
            each.attributes.find(({ key }) => key === 'afterword.state')?.value.stringValue ?? '',
            each.asDouble ?? each.asInt ?? each.count ?? NaN,
          ] as const,
      );
      return [name, { unit, monotonic, values: new Map(values) }] as const;
    }),
  );
}

/** The attributes of the resource: who tells. */
export function resourceOf(body: string): Record<string, string> {
  const [first] = request.parse(JSON.parse(body)).resourceMetrics;
  return Object.fromEntries(
    (first?.resource.attributes ?? []).map(({ key, value }) => [key, value.stringValue]),
  );
}
