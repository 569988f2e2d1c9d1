/** What a resume brought back. */
export interface Recovered {
  readonly replayed: number;
  readonly complete: boolean;
}

/** How the connection stands; shown in one place of the page. */
export type SocketState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live'; readonly recovered: Recovered | null }
  | { readonly kind: 'resuming' }
  | { readonly kind: 'offline'; readonly nextTryAt: number }
  /** Will not come back by itself. */
  | { readonly kind: 'closed'; readonly meaning: string };

/** Whom answers are sent to: a new one for every socket that opened. */
export interface SocketIdentity {
  readonly subscriberId: string;
  /** Counts the sockets that opened, from 1. */
  readonly epoch: number;
}

/** Answers to what was posted before the socket numbered `before` will not come. */
export interface Loss {
  readonly before: number;
  readonly reason: string;
}
