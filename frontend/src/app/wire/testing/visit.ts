import { Expected } from './expected';
import { FakeGateway } from './fake-gateway';
import { FakeShelf } from './fake-shelf';
import { FakeSite } from './fake-site';
import { FakeNetwork } from './fake-socket';
import { VisitedPage } from './visited-page';
import { settle } from './wire-bench';

/** What becomes of a request that was posted: whether it gets onto the log, and what its page hears of that. */
export type Fate = 'accepted' | 'taken' | 'unheard' | 'unsent' | 'unavailable';

const TOKEN_LIFE_MS = 600_000;
const UNTIL_ALL_END_MS = 3_800_000;
const LONGEST_WAIT_MS = 16_000;

/** Somebody's visit: one tab, its pages one after the other, and what was asked in them. */
export class Visit {
  readonly network = new FakeNetwork();
  readonly gateway = new FakeGateway();
  readonly site = new FakeSite(this.network, this.gateway);
  readonly requests: Expected[] = [];
  private readonly shelf = new FakeShelf();
  private page: VisitedPage;
  /** When the page had the last token; null if it has none. */
  private tokenAt: number | null = null;

  constructor() {
    this.page = this.open();
  }

  ask(): void {
    const expected = new Expected(`name ${this.requests.length}`, this.site);
    this.requests.push(expected);
    this.page.ask(expected);
  }

  /** Deals with one of the requests that have arrived. */
  post(which: number, fate: Fate): void {
    const [arrival] = this.site.pending.splice(which % Math.max(this.site.pending.length, 1), 1);
    if (arrival === undefined) {
      return;
    }
    if (fate !== 'unsent') {
      this.site.take(arrival);
    }
    if (fate === 'accepted') {
      this.site.accept(arrival);
    } else if (fate === 'unavailable') {
      arrival.problem(503, 'unavailable');
    } else if (fate !== 'taken') {
      arrival.breakOff(new TypeError('Failed to fetch'));
    }
  }

  answer(which: number): void {
    const [taken] = this.site.asked.splice(which % Math.max(this.site.asked.length, 1), 1);
    if (taken !== undefined) {
      this.site.answered.push(taken);
      this.site.answer(taken);
    }
  }

  answerAgain(which: number): void {
    const taken = this.site.answered[which % Math.max(this.site.answered.length, 1)];
    if (taken !== undefined) {
      this.site.answer(taken);
    }
  }

  /** Loses the connection; after 4401 with all that came before. */
  drop(code: number): void {
    if (this.site.live === null) {
      return;
    }
    if (code === 4401) {
      this.tokenAt = null;
      this.losing(() => true, () => {
        this.site.hangUp(code);
      });
    } else {
      this.site.hangUp(code);
    }
  }

  /** Lets nothing more through, and nobody know. */
  fallSilent(): void {
    if (this.site.live !== null) {
      this.site.live.isSilent = true;
    }
  }

  /** Welcomes the socket that the page waits for, which asks to resume as long as that may help. */
  welcome(lane: number): void {
    if (!this.site.isExpected) {
      return;
    }
    const canResume = this.tokenAt !== null && Date.now() - this.tokenAt <= TOKEN_LIFE_MS;
    expect(this.network.last.protocols.length > 1).toBe(canResume);
    if (canResume) {
      this.site.welcome(lane);
    } else {
      this.losing((request) => request.isFromBefore, () => {
        this.site.welcome(lane);
      });
    }
    this.tokenAt = Date.now();
  }

  heartbeat(): void {
    if (this.site.live !== null && !this.site.live.isSilent) {
      this.site.heartbeat();
      this.tokenAt = Date.now();
    }
  }

  /** Says that all was played again, or that not all could be. */
  resumed(isComplete: boolean): void {
    if (!this.site.canSayResumed) {
      return;
    }
    if (isComplete) {
      this.site.replay(Infinity);
      this.network.last.resumed(true);
    } else {
      this.losing((request) => request.isFromBefore, () => {
        this.network.last.resumed(false);
      });
    }
  }

  /** Loads the page again: what was posted and waits goes over, and nothing else. */
  async reload(lane: number): Promise<void> {
    this.check();
    const open = this.requests.filter(({ hasEnded, isGone }) => !hasEnded && !isGone);
    const canGoOver = this.tokenAt !== null;
    const waiting = open.filter(({ outcome, isPosted }) => canGoOver && outcome === null && isPosted);
    this.page.leave();
    this.site.forgetPage();
    this.page = this.open();
    const carried = this.page.carried.map(({ requestId }) => this.whose(requestId).name);
    expect(carried.sort()).toEqual(waiting.map(({ name }) => name).sort());
    open.forEach((request) => {
      request.isGone = !waiting.includes(request);
    });
    if (waiting.length === 0) {
      this.tokenAt = null;
    }
    this.welcome(lane);
    await settle();
  }

  /** Throws if something was heard that must not be. */
  check(): void {
    this.page.check();
  }

  /** Lets everything be well again, and sees that all that was asked has its end; some of it is never answered. */
  async end(): Promise<void> {
    for (let count = this.site.asked.length; count > 0; count -= 2) {
      this.answer(0);
    }
    await this.comeBack();
    this.requests.forEach((request) => {
      if (request.isAnswered && !request.isGone && !request.mayBeLost && !request.hasEnded) {
        expect(request.outcome).not.toBeNull();
      }
    });
    await settle(UNTIL_ALL_END_MS);
    const endless = this.requests.filter(({ hasEnded, isGone }) => !hasEnded && !isGone);
    expect(endless.map(({ name }) => name)).toEqual([]);
    expect(this.page.waiting).toEqual([]);
    this.check();
    this.page.leave();
    expect(vi.getTimerCount()).toBe(0);
  }

  private async comeBack(): Promise<void> {
    this.drop(1006);
    await settle(LONGEST_WAIT_MS);
    for (let tries = 0; !this.site.isExpected && tries < 100; tries++) {
      await settle(LONGEST_WAIT_MS / 100);
    }
    expect(this.site.isExpected).toBe(true);
    this.welcome(0);
    this.resumed(true);
    await settle();
  }

  private open(): VisitedPage {
    return new VisitedPage(this.network, this.gateway, this.shelf, (requestId) => this.whose(requestId));
  }

  private whose(requestId: string): Expected {
    const name = [...this.site.ids].find(([, own]) => own === requestId)?.[0];
    const expected = this.requests.find((request) => request.name === name);
    if (expected === undefined) {
      throw new Error(`nobody asked ${requestId}`);
    }
    return expected;
  }

  /** Does what costs the answers of what was posted, and sees that this is told at once. */
  private losing(isHit: (request: Expected) => boolean, work: () => void): void {
    const open = this.requests.filter(({ hasEnded, isGone, isPosted }) => isPosted && !hasEnded && !isGone);
    const lost = open.filter(isHit);
    lost.forEach((request) => {
      request.mayBeLost = true;
    });
    work();
    lost.forEach(({ outcome }) => {
      expect(outcome).not.toBeNull();
    });
  }
}
