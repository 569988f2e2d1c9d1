// Generated from schemas by `just generate`. Edit the schemas, not this file.

export * as accounts from './accounts';
export * as board from './board';
export * as greetings from './greetings';
export * as sessions from './sessions';
export * as wire from './wire';
export * from './client';
export * from './commands';
export * from './messages';
export * from './requests';
export * from './unknown-symbol';
