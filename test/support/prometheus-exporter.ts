import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { readPoints, resourceOf } from './collector.ts';

/** What the site's collector offers to Prometheus, on the loopback. */
export interface PrometheusExporter {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Offers what was told last as the Prometheus exporter of the OpenTelemetry Collector does, `resource_to_telemetry_conversion`
 * enabled. The Collector itself is no package of npm or Debian. Source: opentelemetry.io, "Prometheus and OpenMetrics
 * Compatibility"; opentelemetry-collector-contrib, `exporter/prometheusexporter`.
 *
 * @param latest a request of OTLP as it arrived; null once the desktop has been silent for `metric_expiration`
 */
export async function startPrometheusExporter(latest: () => string | null): Promise<PrometheusExporter> {
  const server = createServer((_request, response) => {
    const body = latest();
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(body === null ? '' : inText(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Prometheus' name of a metric: the unit as a word, what is in braces left out, `_total` for a counter. */
function nameOf(name: string, unit: string, monotonic: boolean): string {
  const words = name.replaceAll('.', '_') + (unit === 's' ? '_seconds' : '');
  return monotonic ? `${words}_total` : words;
}

const word = (text: string): string => text.replaceAll('.', '_');

function inText(body: string): string {
  const resource = resourceOf(body);
  const shared = {
    job: resource['service.name'] ?? '',
    instance: resource['service.instance.id'] ?? '',
    otel_scope_name: 'afterword',
    ...Object.fromEntries(Object.entries(resource).map(([key, value]) => [word(key), value])),
  };
  return readPoints(body)
    .map(({ name, unit, monotonic, points }) => {
      const called = nameOf(name, unit, monotonic);
      const histogram = points.some(({ bucketCounts }) => bucketCounts !== undefined);
      const lines = points.flatMap((point) => {
        const labels = {
          ...shared,
          ...Object.fromEntries(point.attributes.map(({ key, value }) => [word(key), value.stringValue])),
        };
        const line = (suffix: string, value: number, more: object = {}): string =>
          `${called}${suffix}{${Object.entries({ ...labels, ...more })
            .map(([key, text]) => `${key}=${JSON.stringify(text)}`)
            .join(',')}} ${String(value)}`;
        if (point.bucketCounts === undefined) return [line('', point.asDouble ?? point.asInt ?? NaN)];
        let sum = 0;
        const bounds = [...(point.explicitBounds ?? []).map(String), '+Inf'];
        return [
          ...bounds.map((le, at) => line('_bucket', (sum += point.bucketCounts?.[at] ?? 0), { le })),
          line('_sum', point.sum ?? 0),
          line('_count', point.count ?? 0),
        ];
      });
      const type = histogram ? 'histogram' : monotonic ? 'counter' : 'gauge';
      return [`# TYPE ${called} ${type}`, ...lines].map((each) => `${each}\n`).join('');
    })
    .join('');
}
