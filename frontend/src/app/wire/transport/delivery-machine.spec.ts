import * as fc from 'fast-check';

import type { Fate } from '../testing/visit';
import { Visit } from '../testing/visit';
import { settle } from '../testing/wire-bench';

/** How many histories are tried: the same ones each time. */
const RUNS = 300;
const MOST_STEPS = 50;
/** Enough for a busy machine. */
const WITHIN_MS = 120_000;

/** A step of a history. It may be taken at any time: where it makes no sense, the visit does nothing. */
class Step<T> implements fc.AsyncCommand<Visit, Visit> {
  constructor(
    private readonly name: string,
    private readonly value: T,
    private readonly take: (visit: Visit, value: T) => unknown,
  ) {}

  check(): boolean {
    return true;
  }

  async run(_: Visit, visit: Visit): Promise<void> {
    await this.take(visit, this.value);
    await settle();
    visit.check();
  }

  toString(): string {
    return `${this.name}(${JSON.stringify(this.value)})`;
  }
}

function step<T>(
  name: string,
  values: fc.Arbitrary<T>,
  take: (visit: Visit, value: T) => unknown,
): fc.Arbitrary<Step<T>> {
  return values.map((value) => new Step(name, value, take));
}

const nothing = fc.constant(null);
const whichever = fc.nat(9);
const lanes = fc.constantFrom(0, 1);
const fates = fc.constantFrom<Fate[]>('accepted', 'taken', 'unheard', 'unsent', 'unavailable');
const waits = fc.constantFrom(250, 250, 1_000, 1_000, 5_000, 5_000, 31_000, 70_000, 130_000, 700_000);

const askAndBeAccepted = step('ask and be accepted', lanes, async (visit, lane) => {
  visit.welcome(lane);
  visit.ask();
  await settle();
  visit.post(Math.max(visit.site.pending.length - 1, 0), 'accepted');
});
const answer = step('answer', whichever, (visit, which) => {
  visit.answer(which);
});

const STEPS = [
  // Twice: there are many ways to lose an answer, and nothing to lose without one.
  ...[askAndBeAccepted, askAndBeAccepted, answer, answer],
  step('ask', nothing, (visit) => {
    visit.ask();
  }),
  step('post', fc.tuple(whichever, fates), (visit, [which, fate]) => {
    visit.post(which, fate);
  }),
  step('answer again', whichever, (visit, which) => {
    visit.answerAgain(which);
  }),
  step('repeat a frame', nothing, (visit) => {
    visit.site.repeat();
  }),
  step('drop', fc.constantFrom(1006, 1006, 1006, 1006, 1001, 4503, 4508, 4401), async (visit, code) => {
    visit.drop(code);
    await settle(500);
  }),
  step('fall silent', nothing, (visit) => {
    visit.fallSilent();
  }),
  step('welcome', lanes, (visit, lane) => {
    visit.welcome(lane);
  }),
  step('replay', fc.integer({ min: 1, max: 3 }), (visit, count) => {
    visit.site.replay(count);
  }),
  step('resumed', fc.constantFrom(true, true, true, true, true, false), (visit, isComplete) => {
    visit.resumed(isComplete);
  }),
  step('heartbeat', nothing, (visit) => {
    visit.heartbeat();
  }),
  step('wait', waits, (_, ms) => settle(ms)),
  step('reload', lanes, (visit, lane) => visit.reload(lane)),
];

describe('A visit, whatever its history', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it(
    'gives every request one end: its own outcome, or the word that there is for none',
    async () => {
      const histories = fc.commands(STEPS, { maxCommands: MOST_STEPS, size: 'max' });
      const property = fc.asyncProperty(histories, async (history) => {
        vi.clearAllTimers();
        const visit = new Visit();
        visit.welcome(0);
        await settle();
        await fc.asyncModelRun(() => ({ model: visit, real: visit }), history);
        await visit.end();
      });
      await fc.assert(property, { numRuns: RUNS, seed: 1 });
    },
    WITHIN_MS,
  );
});
