// Uses what is generated from tests/codegen/everything.py; see accounts.ts beside this file.
import type { Answer, Carrier, Requester, commands_ } from './generated';
import { delete_, wireClient } from './generated';

interface InPromise extends Carrier {
  readonly stream: Promise<this['item']>;
}

declare const requester: Requester<InPromise>;
const client = wireClient<InPromise>(requester);

export const found: Answer<'shop.Find'> = await client.shop.find({ shelf: 'a/b' });
await client.shop.find({ shelf: 'a/b', colours: ['RED'], most: null });
await client.shopV2.stop({ id: '7a0f7f7e-5d0c-4c9e-9d7e-0a8f6f1f2b11' });
await client.delete_.delete({ name: 'x', default: { readonly: 'y', class: null } });

// @ts-expect-error: what is left out is left out, not undefined
await client.shop.find({ shelf: 'a/b', most: undefined });

// @ts-expect-error: there is no such colour
await client.shop.find({ shelf: 'a/b', colours: ['BLUE'] });

// @ts-expect-error: a field without a default cannot be left out, even where null is allowed
export const short: commands_.RecordInput = { readonly: 'y' };

export const whole: commands_.RecordInput = { readonly: 'y', class: { type: true } };
export const tagged: commands_.ReadonlyInput = { '@type': 'commands.Readonly', type: true, next: null };

// @ts-expect-error: a tag may be left out, and must not be wrong
export const wrong: commands_.ReadonlyInput = { '@type': 'commands.Record', type: true, next: null };

export const kept: string = delete_.policies.KEEP.text;
