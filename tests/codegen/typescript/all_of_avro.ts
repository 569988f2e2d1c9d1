// Uses what is generated from tests/codegen/all_of_avro.py; see accounts.ts beside this file.
import type { UnknownSymbol, all, allOther, ask, told } from './generated';

function unreachable(value: never): never {
  throw new Error(JSON.stringify(value));
}

// Numbers, and text where a number would not do.
export const long: told.Long = { '@type': 'told.Long', value: '9223372036854775807' };
export const numbers: readonly told.Double['value'][] = [0.5, 'NaN', 'Infinity', '-Infinity'];
export const small: told.SmallDouble['value'] = 0.5;
export const digest: all.Md5 = 'AAAAAAAAAAAAAAAAAAAAAA==';
export const decimal: told.FixedDecimal['value'] = '0.125';

// @ts-expect-error: a browser's numbers do not hold a long
export const wrongLong: told.Long['value'] = 5;
// @ts-expect-error: there is no other name for a number
export const wrongDouble: told.Double['value'] = 'nan';
// @ts-expect-error: a number with limits is finite
export const wrongSmall: told.SmallDouble['value'] = 'NaN';

// An enum that may grow: what is sent is closed, what is received is not.
export const sentMood: ask.SendOpenEnumInput = { value: 'GOOD' };

function later(symbol: UnknownSymbol): string {
  return symbol;
}

export function mood(value: told.OpenEnum['value']): string {
  switch (value) {
    case 'GOOD':
      return 'good';
    case 'BAD':
      return 'bad';
    default:
      return later(value);
  }
}

export function oneMoodShort(value: told.OpenEnum['value']): string {
  switch (value) {
    case 'GOOD':
      return 'good';
    default:
      // @ts-expect-error: it may be BAD
      return later(value);
  }
}

declare const receivedMood: told.OpenEnum['value'];
// @ts-expect-error: a symbol that is not known here cannot be sent
export const wrongMood: ask.SendOpenEnumInput = { value: receivedMood };
// @ts-expect-error: it is not known here
export const unknownMood: told.OpenEnum['value'] = 'BLUE';

export function tone(value: told.Enum['value']): string {
  switch (value) {
    case 'RED':
    case 'GREEN':
      return value;
    default:
      return unreachable(value);
  }
}

// Unions of records: `@type` tells them apart.
export function worth(value: told.CardOrCoin['value']): string {
  switch (value?.['@type']) {
    case undefined:
      return 'nothing';
    case 'all.Card':
      return value.limit;
    case 'all.other.Coin':
      return value.worth;
    default:
      return unreachable(value);
  }
}

export function oneRecordShort(value: told.CardOrCash['value']): string {
  switch (value['@type']) {
    case 'all.Card':
      return value.pan;
    default:
      // @ts-expect-error: it may be cash
      return unreachable(value);
  }
}

// Branches that have the same shape: the first is bare, the others are wrapped.
export function text(value: told.TextOrBytes['value']): string {
  return typeof value === 'string' ? value : atBase64(value);
}

function atBase64(bytes: { readonly '@type': 'bytes'; readonly value: string }): string {
  return bytes.value;
}

export function anything(value: told.Anything['value']): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') {
    return String(value);
  }
  if (!('@type' in value)) {
    return value.join();
  }
  switch (value['@type']) {
    case 'string':
    case 'all.Md5':
      return value.value;
    case 'all.Tone':
      return tone(value.value);
    case 'float':
    case 'double':
      return `${value.value}`;
    case 'map':
      return value.value['a'] ?? '';
    case 'all.Card':
      return value.pan;
    case 'long':
      return value.value;
    default:
      return unreachable(value);
  }
}

export function doubleOrText(value: told.DoubleOrText['value']): string | number {
  return typeof value === 'object' ? value.value : value;
}

export const decimals: readonly ask.SendDecimalOrTextInput[] = [
  { value: '1.50' },
  { value: { '@type': 'string', value: 'x' } },
];
// @ts-expect-error: the branch is `string`
export const wrongBranch: ask.SendDecimalOrTextInput = { value: { '@type': 'bytes', value: 'x' } };

// What is sent may leave out what has a default; inside a union a record says what it is.
export const card: ask.SendRecordInput = { value: { pan: '4' } };
export const paid: ask.SendCardOrCashInput = { value: { '@type': 'all.Card', pan: '4', moods: ['GOOD'] } };
// @ts-expect-error: which record is it?
export const untold: ask.SendCardOrCashInput = { value: { pan: '4' } };
export const coin: allOther.CoinInput = { worth: '1.00', card: { pan: '4' } };
export const nodes: all.NodeInput = { worth: 1, next: { worth: 'NaN', all: [{ worth: 2 }] } };

// What is received is whole.
// @ts-expect-error: its limit and its moods are missing
export const half: all.Card = { '@type': 'all.Card', pan: '4' };
export const whole: all.Card = { '@type': 'all.Card', pan: '4', limit: '5', moods: [] };
export const tree: all.Node = { '@type': 'all.Node', worth: 1, next: null, all: [] };

// Maps and lists, one inside the other.
export const days: told.Index['value'] = { a: [{ b: '2026-11-25' }] };
export const grid: told.Grid['value'] = [['1.00'], []];
export const rows: told.MaybeRows['value'] = [null, [1, 'NaN']];
export const unions: told.Unions['value'] = ['x', { '@type': 'map', value: { a: '5', b: whole } }];
