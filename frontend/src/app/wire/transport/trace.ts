/** Which trace a request belongs to: https://www.w3.org/TR/trace-context/#traceparent-header */
export interface TraceOptions {
  /**
   * The `traceparent` of whoever makes a request, asked for when one begins: that of your tracer's current span, with
   * its own flags. Without it, or where it gives nothing, a request begins a trace of its own.
   */
  readonly traceparent?: () => string | null | undefined;
  /**
   * Whether servers that record traces record those that begin here; they do unless this is false. The others still
   * join the log lines of every process: gateways keep to what clients say.
   */
  readonly sampled?: boolean;
}

/** Gives the trace of a request that begins now. */
export type Traceparent = () => string;

export function traceparents({ traceparent, sampled = true }: TraceOptions = {}): Traceparent {
  return () => traceparent?.() ?? `00-${randomHex(16)}-${randomHex(8)}-${sampled ? '01' : '00'}`;
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
