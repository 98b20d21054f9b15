import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/** The call of the tests. All names, numbers and keys are made up. */
export const KESTREL_CALL = {
  id: 'kes-7701',
  key: '137|1|3|0|0|84|77',
  customer: 'Ximena Quetzalí',
  agent: 'testagent',
} as const;

/** The codes of the phase: Kestrel writes numbers. */
export const KESTREL_PHASES = { ringing: 10, talking: 20, ended: 90 } as const;

export interface KestrelBus {
  readonly url: string;
  /** What was sent to it, in order. */
  readonly received: unknown[];
  /** Everything sent under the handshake's `auth`. */
  readonly proofs: unknown[];
  say(message: unknown, eventName?: string): void;
  /** An event of a call, with the names of this softphone: Spanish members, phases as numbers. */
  call(phase: number, change?: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

export const kestrelEvent = (phase: number, change: Readonly<Record<string, unknown>> = {}): object => ({
  channel: 'Kestrel',
  topic: 'Voz',
  subtopic: 'CambioDeEstado',
  message: {
    llamada: {
      identificador: KESTREL_CALL.id,
      fase: phase,
      clase: 'Campaña',
      cliente: { nombre: KESTREL_CALL.customer, cuenta: KESTREL_CALL.key },
      operador: KESTREL_CALL.agent,
      ...change,
    },
  },
});

/**
 * A bus of a softphone that nobody knows: a real Socket.IO server, which answers the two lists as LCM does.
 *
 * @param token if given, whoever does not send it as `auth.token` is refused, with the token that they sent
 */
export async function startKestrel({ event = 'message', token = '' } = {}): Promise<KestrelBus> {
  const http = createServer();
  const server = new Server(http);
  const received: unknown[] = [];
  const proofs: unknown[] = [];
  server.use((socket, next) => {
    const auth = socket.handshake.auth as { token?: string };
    proofs.push(auth);
    if (token === '' || auth.token === token) next();
    else next(new Error(`the token ${auth.token ?? '(none)'} is not known`));
  });
  server.on('connection', (socket) => {
    socket.on(event, (message: { subtopic?: string; data?: { callid?: string } }) => {
      received.push(message);
      const row = (OutComeID: string, Description: string): object => ({
        OutComeID,
        Description,
        ParentID: null,
      });
      const reply = { channel: 'LCM', topic: 'WebService', subtopic: 'BusinessOutCome' };
      if (message.subtopic === 'GetBusinessOutCome')
        socket.emit(event, {
          ...reply,
          message: {
            callid: message.data?.callid,
            response: [row('11', 'Promesa de pago'), row('12', 'No interesa')],
          },
        });
      if (message.subtopic === 'GetOutcomeByOutcomegroup')
        socket.emit(event, { ...reply, message: { response: [row('31', 'Consulta general')] } });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const say = (message: unknown, name = event): void => {
    server.emit(name, message);
  };
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received,
    proofs,
    say,
    call: (phase, change) => say(kestrelEvent(phase, change)),
    async close() {
      await server.close();
    },
  };
}
