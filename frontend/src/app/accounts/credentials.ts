import type { Limits } from '../wire/generated';

/** What registering and logging in both take. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

/** Their limits, from the schema. */
export interface CredentialLimits {
  readonly name: Limits;
  readonly password: Limits;
}

/** What a refusal says about each field. */
export type Refusals = Partial<Readonly<Record<keyof Credentials, string>>>;
