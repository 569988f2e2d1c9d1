// Generated from schemas/greetings by `just generate`. Edit the schemas, not this file.

/** Says hello to somebody. */
export interface GreetInput {
  /** Whom to greet. */
  readonly name: string;
  /** What to say. */
  readonly text: string;
}

/** The greeting as it was given. */
export interface Greeted {
  readonly '@type': 'greetings.Greeted';
  /** What was said. */
  readonly text: string;
}
