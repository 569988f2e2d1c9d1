// Generated from schemas/sessions by `just generate`. Edit the schemas, not this file.

/** Whose session it is: the answer to GET /api/session. */
export interface Session {
  readonly '@type': 'sessions.Session';
  /** The account. */
  readonly accountId: string;
  /** The name of the account. */
  readonly name: string;
  /** When the session ends by itself. */
  readonly expiresAt: string;
}

/** The login is done: pick the session up with POST /api/session. */
export interface SessionReady {
  readonly '@type': 'sessions.SessionReady';
  /** After this the login has to be done again. */
  readonly pickUpBefore: string;
}
