/** No gateway answered at this address, or none that wants this client. */
export class GatewayUnreachable extends Error {
  override readonly name = 'GatewayUnreachable';

  constructor(url: string, origin: string) {
    super(
      `No gateway opens a socket at ${url} to ${origin}: none is running there, or its MILLRACE_ORIGINS lack that origin.`,
    );
  }
}

/** No end of a request came in time. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown';

  /** @param sent whether the request ever left: if not, nothing happened; if so, it may still happen or have happened */
  constructor(readonly sent: boolean) {
    super(sent ? 'No answer came in time. It may still happen.' : 'It could not be sent in time. Nothing happened.');
  }
}

/** The transport was closed, here or by the gateway; what was under way may still happen or have happened. */
export class TransportClosed extends Error {
  override readonly name = 'TransportClosed';
}
