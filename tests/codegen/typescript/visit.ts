// Visits every message of tests/codegen/all_of_avro.py with the types that are generated for it, and gives it back
// rebuilt from what it read: for test_json_round_trip.py.
import type { Body, told } from './generated';

type Value<T extends Body['@type']> = Extract<Body, { readonly '@type': T; readonly value: unknown }>['value'];

function long(text: string): string {
  return BigInt(text).toString();
}

function float(value: Value<'told.Double'>): Value<'told.Double'> {
  switch (value) {
    case 'NaN':
    case 'Infinity':
    case '-Infinity':
      return value;
    default:
      return value * 1;
  }
}

function each<T>(map: { readonly [key: string]: T }, copy: (value: T) => T): { readonly [key: string]: T } {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, copy(value)]));
}

function card(value: told.Record['value']): told.Record['value'] {
  return { '@type': 'all.Card', pan: value.pan, limit: long(value.limit), moods: [...value.moods] };
}

function coin(value: told.Foreign['value']): told.Foreign['value'] {
  return { ...value, card: value.card === null ? null : card(value.card) };
}

function node(value: told.Recursive['value']): told.Recursive['value'] {
  return {
    '@type': value['@type'],
    worth: float(value.worth),
    next: value.next === null ? null : node(value.next),
    all: value.all.map(node),
  };
}

function anything(value: told.Anything['value']): told.Anything['value'] {
  if (value === null || typeof value !== 'object') {
    return value;
  }
  if (!('@type' in value)) {
    return [...value];
  }
  switch (value['@type']) {
    case 'all.Card':
      return card(value);
    case 'map':
      return { '@type': 'map', value: each(value.value, long) };
    case 'long':
      return { '@type': 'long', value: long(value.value) };
    case 'float':
      return { '@type': 'float', value: float(value.value) };
    case 'double':
      return { '@type': 'double', value: float(value.value) };
    case 'string':
    case 'all.Md5':
    case 'all.Tone':
      return value;
  }
}

function mapOrText(value: told.MapOrText['value']): told.MapOrText['value'] {
  return typeof value === 'string' ? value : { '@type': 'map', value: each(value.value, long) };
}

function doubleOrText(value: told.DoubleOrText['value']): told.DoubleOrText['value'] {
  return typeof value === 'object' ? { '@type': 'double', value: value.value } : value;
}

export function visit(body: Body): Body {
  switch (body['@type']) {
    case 'told.Long':
    case 'told.SmallLong':
      return { ...body, value: long(body.value) };
    case 'told.Float':
    case 'told.Double':
      return { ...body, value: float(body.value) };
    case 'told.SmallFloat':
    case 'told.SmallDouble':
    case 'told.Int':
    case 'told.SmallInt':
    case 'told.NumberLong':
      return { ...body, value: body.value + 0 };
    case 'told.Longs':
      return { ...body, value: body.value.map(long) };
    case 'told.Doubles':
      return { ...body, value: body.value.map(float) };
    case 'told.Totals':
      return { ...body, value: each(body.value, long) };
    case 'told.Grid':
      return { ...body, value: body.value.map((row) => [...row]) };
    case 'told.Index':
      return { ...body, value: each(body.value, (rows) => rows.map((row) => each(row, (day) => `${day}`))) };
    case 'told.MaybeLong':
      return { ...body, value: body.value === null ? null : long(body.value) };
    case 'told.MaybeRows':
      return { ...body, value: body.value.map((row) => (row === null ? null : row.map(float))) };
    case 'told.Record':
      return { ...body, value: card(body.value) };
    case 'told.Foreign':
      return { ...body, value: coin(body.value) };
    case 'told.Recursive':
      return { ...body, value: node(body.value) };
    case 'told.Anything':
      return { ...body, value: anything(body.value) };
    case 'told.MapOrText':
      return { ...body, value: mapOrText(body.value) };
    case 'told.DoubleOrText':
      return { ...body, value: doubleOrText(body.value) };
    case 'told.TextOrBytes':
      return { ...body, value: typeof body.value === 'string' ? `${body.value}` : { ...body.value } };
    default:
      return body;
  }
}
