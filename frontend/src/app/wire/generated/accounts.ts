// Generated from schemas/accounts by `just generate`. Edit the schemas, not this file.

/** Proves who one is; ends in a session that the browser picks up. */
export interface LoginInput {
  /** The name of the account. */
  readonly name: string;
  /** The password; only the accounts worker can read it. */
  readonly password: string;
}

/** Opens an account under a name that nobody has. */
export interface RegisterInput {
  /** The name to be known by. */
  readonly name: string;
  /** The password; only the accounts worker can read it. */
  readonly password: string;
}

/** Name and password do not belong together. */
export interface LoginRefused {
  readonly '@type': 'accounts.LoginRefused';
}

/** Somebody else has the name. */
export interface NameTaken {
  readonly '@type': 'accounts.NameTaken';
  /** The name that is taken. */
  readonly name: string;
}

/** The account is open. */
export interface Registered {
  readonly '@type': 'accounts.Registered';
  /** Identifies the account for ever. */
  readonly accountId: string;
  /** The name it is known by. */
  readonly name: string;
}
