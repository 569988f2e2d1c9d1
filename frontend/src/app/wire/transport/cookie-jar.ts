interface Cookie {
  readonly value: string;
  readonly until: number;
}

/** The cookies of one gateway, for places where no browser keeps them. */
export class CookieJar {
  private readonly cookies = new Map<string, Cookie>();

  /** Takes the cookies of an answer: the texts of its Set-Cookie headers. */
  keep(texts: readonly string[], now: number): void {
    for (const text of texts) {
      const [pair = '', ...attributes] = text.split(';');
      const [name, value] = split(pair);
      const until = expiry(new Map(attributes.map(lowered)), now);
      if (until > now) {
        this.cookies.set(name, { value, until });
      } else {
        this.cookies.delete(name);
      }
    }
  }

  /** The headers that bring the cookies back. */
  headers(now: number): { readonly cookie?: string } {
    const live = [...this.cookies].filter(([, { until }]) => until > now);
    return live.length === 0 ? {} : { cookie: live.map(([name, { value }]) => `${name}=${value}`).join('; ') };
  }
}

function split(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function lowered(attribute: string): [string, string] {
  const [name, value] = split(attribute);
  return [name.toLowerCase(), value];
}

/** When a cookie ends, in milliseconds since 1970; Max-Age goes before Expires. */
function expiry(attributes: ReadonlyMap<string, string>, now: number): number {
  const age = attributes.get('max-age');
  if (age !== undefined) {
    return now + Number(age) * 1_000;
  }
  const date = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(date) ? Infinity : date;
}
