import type { Body } from '../generated';
import type { Unknown } from '../transport/progress';
import type { FakeSite } from './fake-site';

const PATIENCE_MS = 90_000;
const HOPE_MS = 3_600_000;

/** One request: what its caller hears, held to what may be said. */
export class Expected {
  readonly heard: (Body | Unknown)[] = [];
  readonly askedAt = Date.now();
  /** Whether something happened that its answer may have been lost by. */
  mayBeLost = false;
  /** Whether it went with its page, unsent. */
  isGone = false;
  hasEnded = false;
  private unknownSince: number | null = null;

  constructor(
    readonly name: string,
    private readonly site: FakeSite,
  ) {}

  /** What was said in the end; null as long as nothing was but that nobody knows. */
  get outcome(): Body | null {
    const said = this.heard.filter((body): body is Body => body['@type'] !== 'client.Unknown');
    expect(said.length).toBeLessThanOrEqual(1);
    return said[0] ?? null;
  }

  get isPosted(): boolean {
    return this.site.ids.has(this.name);
  }

  /** Whether it was posted over an earlier socket. */
  get isFromBefore(): boolean {
    return this.site.isFromBefore(this.name);
  }

  get isAnswered(): boolean {
    return this.site.answered.some(({ name }) => name === this.name);
  }

  next(body: Body | Unknown): void {
    expect(this.hasEnded).toBe(false);
    expect(this.outcome).toBeNull();
    this.heard.push(body);
    if (body['@type'] === 'client.Unknown') {
      this.checkUnknown(body);
    } else if (body['@type'] === 'wire.Lost') {
      expect(this.mayBeLost).toBe(true);
    } else {
      expect(this.isAnswered).toBe(true);
      expect(body).toEqual({ '@type': 'accounts.Registered', accountId: `of ${this.name}`, name: this.name });
    }
  }

  complete(): void {
    expect(this.hasEnded).toBe(false);
    this.hasEnded = true;
    const last = this.heard.at(-1);
    const neverLeft = last?.['@type'] === 'client.Unknown' && !(last).sent;
    const isGivenUp = this.unknownSince !== null && Date.now() - this.unknownSince >= HOPE_MS;
    expect(this.outcome !== null || neverLeft || isGivenUp).toBe(true);
  }

  error(error: unknown): void {
    throw new Error(`${this.name} must not be refused`, { cause: error });
  }

  /** Nobody knows only when the time is over; and what never left did not arrive. */
  private checkUnknown({ sent }: Unknown): void {
    const acceptedAt = this.site.acceptedAt.get(this.site.ids.get(this.name) ?? '') ?? this.askedAt;
    expect(Date.now() - acceptedAt).toBeGreaterThanOrEqual(PATIENCE_MS);
    expect(sent || !this.isPosted).toBe(true);
    this.unknownSince = Date.now();
  }
}
