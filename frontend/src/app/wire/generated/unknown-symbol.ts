// Generated from schemas by `just generate`. Edit the schemas, not this file.

declare const unknownSymbol: unique symbol;

/**
 * A symbol that a later version added to an enum. Where all known symbols have a case, the default of a `switch`
 * has this type, so a function that takes it tells whether one was forgotten.
 */
export type UnknownSymbol = string & { readonly [unknownSymbol]: true };
