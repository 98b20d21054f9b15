/** A piece of traffic: its bytes, and its text if it has any. */
export interface Piece {
  readonly bytes: Buffer;
  readonly text: string;
}

/** Cuts one direction of a TCP connection into pieces. */
export interface FrameReader {
  /** Takes the bytes that arrived and returns the pieces that are now complete. */
  read(chunk: Buffer): Piece[];
}

const HEAD_END = '\r\n\r\n';

/**
 * Reads the head of an HTTP message as one piece. After that, a WebSocket connection (RFC 6455) is read frame by
 * frame, with masked client frames unmasked; any other connection in whatever arrives at once.
 */
export function createFrameReader(): FrameReader {
  let rest: Buffer = Buffer.alloc(0);
  let mode: 'head' | 'frames' | 'raw' = 'head';

  function take(length: number): Buffer {
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  }

  function next(): Piece | null {
    if (rest.length === 0) return null;
    if (mode === 'frames') {
      const frame = frameAt(rest);
      return frame === null ? null : { bytes: take(frame.length), text: frame.text };
    }
    if (mode === 'raw') return asText(take(rest.length));
    const end = rest.indexOf(HEAD_END);
    if (end < 0) return null;
    const head = asText(take(end + HEAD_END.length));
    mode = /^upgrade: websocket/im.test(head.text) ? 'frames' : 'raw';
    return head;
  }

  return {
    read(chunk) {
      rest = Buffer.concat([rest, chunk]);
      const pieces: Piece[] = [];
      for (let piece = next(); piece !== null; piece = next()) pieces.push(piece);
      return pieces;
    },
  };
}

function asText(bytes: Buffer): Piece {
  return { bytes, text: bytes.toString('utf8') };
}

/** The frame that begins here, or null if it is incomplete. */
function frameAt(bytes: Buffer): { readonly length: number; readonly text: string } | null {
  const second = bytes[1];
  if (second === undefined) return null;
  const masked = second >= 0x80;
  const short = second & 0x7f;
  const extended = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extended + (masked ? 4 : 0);
  if (bytes.length < start) return null;
  const size = extended === 0 ? short : Number(BigInt(`0x${bytes.toString('hex', 2, 2 + extended)}`));
  if (bytes.length < start + size) return null;
  const payload = Buffer.from(bytes.subarray(start, start + size));
  if (masked) {
    for (let index = 0; index < size; index += 1) payload[index]! ^= bytes[start - 4 + (index % 4)]!;
  }
  return { length: start + size, text: payload.toString('utf8') };
}
