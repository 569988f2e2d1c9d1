// Generated from schemas/wire by `just generate`. Edit the schemas, not this file.

/** The body of every 202: the request is on the log and will end with a frame. */
export interface Accepted {
  readonly '@type': 'wire.Accepted';
  /** The x-request-id of the request. */
  readonly requestId: string;
  /** When the first worker stops trying to begin it. */
  readonly deadline: string;
}

/** The end of a feed that its subscriber cancelled. */
export interface Cancelled {
  readonly '@type': 'wire.Cancelled';
}

/** Why a gateway closes a socket. 44xx is final, 45xx asks the client to come back. */
export type CloseCode =
  | 'CLIENT_SENT_DATA'
  | 'SESSION_ENDED'
  | 'NOT_ALLOWED'
  | 'SUPERSEDED'
  | 'DRAINING'
  | 'TOO_SLOW'
  | 'TOO_MANY';

/** One row of {@link closeCodes}. */
export interface CloseCodeRow {
  readonly code: number;
  readonly reconnect: boolean;
  readonly meaning: string;
}

/** What each {@link CloseCode} stands for. */
export const closeCodes = {
  CLIENT_SENT_DATA: {
    code: 4400,
    reconnect: false,
    meaning: 'The socket is downstream only and the client sent something.',
  },
  SESSION_ENDED: {
    code: 4401,
    reconnect: false,
    meaning: 'The session that this socket belongs to ended.',
  },
  NOT_ALLOWED: { code: 4403, reconnect: false, meaning: 'This client may not open a socket here.' },
  SUPERSEDED: { code: 4409, reconnect: false, meaning: 'Another socket resumed from this one.' },
  DRAINING: {
    code: 4503,
    reconnect: true,
    meaning: 'The gateway is stopping; another one will answer.',
  },
  TOO_SLOW: {
    code: 4508,
    reconnect: true,
    meaning: 'The client reads more slowly than its frames come.',
  },
  TOO_MANY: {
    code: 4529,
    reconnect: true,
    meaning: 'Too many sockets or handshakes from this client.',
  },
} as const satisfies { readonly [each in CloseCode]: CloseCodeRow };

/** The deadline passed before any worker began: nothing happened. */
export interface Expired {
  readonly '@type': 'wire.Expired';
  /** The deadline that passed. */
  readonly deadline: string;
}

/** A worker could not handle the request; it was put aside for an operator. */
export interface Failed {
  readonly '@type': 'wire.Failed';
  /** The error's name in the error table. */
  readonly code: string;
  /** What went wrong, in words that may be shown. */
  readonly reason: string;
  /** Whether sending the same request again may succeed. */
  readonly retryable: boolean;
}

/** One place in a request that is not as the schema says. */
export interface FieldError {
  readonly '@type': 'wire.FieldError';
  /** Where: a JSON path into the body, or the name of a header, path or query parameter. */
  readonly path: string;
  /** What was expected and what came. */
  readonly message: string;
}

/** The gateway is about to close this socket in an orderly way. */
export interface Goodbye {
  readonly '@type': 'wire.Goodbye';
  /** How long to wait before the next connect; spread over the sockets of one gateway. */
  readonly reconnectAfterMs: number;
}

/** Says that the socket lives, and renews what a reconnect needs. */
export interface Heartbeat {
  readonly '@type': 'wire.Heartbeat';
  /** Replaces the token of the welcome or of the last heartbeat. */
  readonly resumeToken: string;
  /** Where the socket's lane stands now, as <lane>-<offset>. */
  readonly position: string;
  /** The gateway's clock. */
  readonly serverTime: string;
}

/** The answer could not be recovered after a dropped socket; what happened is not known. */
export interface Lost {
  readonly '@type': 'wire.Lost';
  /** Why it could not be recovered. */
  readonly reason: string;
}

/** The body of every refusal at the door (RFC 9457, application/problem+json). */
export interface Problem {
  readonly '@type': 'wire.Problem';
  /** Which problem: /problems/ and the name from the problem table. */
  readonly type: string;
  /** What the problem is, the same for every occurrence. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** What was expected, what came, and how to mend it. */
  readonly detail: string;
  /** The places at fault, where they are known. */
  readonly errors: readonly FieldError[];
}

/** Every refusal at the door, with its HTTP status. */
export type ProblemType =
  | 'SUBSCRIBER_MISSING'
  | 'SUBSCRIBER_MALFORMED'
  | 'SUBSCRIBER_EXPIRED'
  | 'SUBSCRIBER_REBIND'
  | 'SUBSCRIBER_FOREIGN'
  | 'REQUEST_ID_MISSING'
  | 'REQUEST_ID_MALFORMED'
  | 'HEADER_REPEATED'
  | 'HEADER_MALFORMED'
  | 'BODY_MALFORMED'
  | 'BODY_INVALID'
  | 'PARAMETER_INVALID'
  | 'BODY_TOO_LARGE'
  | 'CONTENT_TYPE_UNSUPPORTED'
  | 'SESSION_REQUIRED'
  | 'LOGIN_NOT_READY'
  | 'ORIGIN_REFUSED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'RATE_LIMITED'
  | 'INTERNAL'
  | 'UNAVAILABLE';

/** One row of {@link problemTypes}. */
export interface ProblemTypeRow {
  readonly status: number;
  readonly title: string;
}

/** What each {@link ProblemType} stands for. */
export const problemTypes = {
  SUBSCRIBER_MISSING: { status: 400, title: 'The x-subscriber-id header is missing' },
  SUBSCRIBER_MALFORMED: {
    status: 400,
    title: 'The x-subscriber-id header is not an id that a gateway gave out',
  },
  SUBSCRIBER_EXPIRED: {
    status: 409,
    title: 'The subscriber id is older than the longest life of a socket',
  },
  SUBSCRIBER_REBIND: {
    status: 409,
    title: 'The subscriber id was given out before this session began',
  },
  SUBSCRIBER_FOREIGN: { status: 403, title: 'The subscriber id belongs to another session' },
  REQUEST_ID_MISSING: { status: 400, title: 'The x-request-id header is missing' },
  REQUEST_ID_MALFORMED: { status: 400, title: 'The x-request-id header is not a UUID' },
  HEADER_REPEATED: { status: 400, title: 'A header that may come once came more than once' },
  HEADER_MALFORMED: { status: 400, title: 'A header or cookie cannot be read' },
  BODY_MALFORMED: { status: 400, title: 'The body is not JSON' },
  BODY_INVALID: { status: 422, title: 'The body is not as the schema says' },
  PARAMETER_INVALID: { status: 422, title: 'A path or query parameter is not as the schema says' },
  BODY_TOO_LARGE: { status: 413, title: 'The body is larger than the limit' },
  CONTENT_TYPE_UNSUPPORTED: { status: 415, title: 'The content type is not application/json' },
  SESSION_REQUIRED: { status: 401, title: 'This needs a session' },
  LOGIN_NOT_READY: { status: 401, title: 'There is no finished login to pick up' },
  ORIGIN_REFUSED: { status: 403, title: 'The request comes from a page that is not served here' },
  NOT_FOUND: { status: 404, title: 'There is nothing at this path' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'This path does not take this method' },
  RATE_LIMITED: { status: 429, title: 'Too many requests' },
  INTERNAL: { status: 500, title: 'The gateway failed' },
  UNAVAILABLE: { status: 503, title: 'A server that the gateway needs does not answer' },
} as const satisfies { readonly [each in ProblemType]: ProblemTypeRow };

/** The request id was used before with another body; nothing happened. */
export interface RequestIdReused {
  readonly '@type': 'wire.RequestIdReused';
}

/** What a reconnect brought back. */
export interface Resumed {
  readonly '@type': 'wire.Resumed';
  /** False when frames may be missing; requests still pending are then lost. */
  readonly complete: boolean;
  /** How many frames were played again before this one. */
  readonly replayed: number;
}

/** The first frame of every socket: who this socket is, and how to come back. */
export interface Welcome {
  readonly '@type': 'wire.Welcome';
  /** Sent as x-subscriber-id with every request whose answer should come down this socket. */
  readonly subscriberId: string;
  /** Offered at the next connect to have missed frames played again. */
  readonly resumeToken: string;
  /** Where the socket's lane stood when it opened, as <lane>-<offset>. */
  readonly position: string;
  /** A heartbeat comes at least this often; two and a half missed ones mean a dead socket. */
  readonly heartbeatMs: number;
  /** The gateway's clock, so that a deadline can be shown on a browser whose clock is wrong. */
  readonly serverTime: string;
}
