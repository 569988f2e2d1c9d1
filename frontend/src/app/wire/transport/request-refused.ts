import type { Problem, ProblemType } from '../generated/wire';
import { problemTypes } from '../generated/wire';
import type { HttpAnswer } from './http';

const symbols = new Map(
  (Object.keys(problemTypes) as ProblemType[]).map((symbol) => [symbol.toLowerCase().replaceAll('_', '-'), symbol]),
);

/** The gateway refused a request at the door: nothing was put on the log. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  /** Which row of the problem table; null for an answer that is not the gateway's. */
  readonly type: ProblemType | null;
  /** What is wrong with each field, by its name. */
  readonly fields: ReadonlyMap<string, string>;

  constructor(
    readonly problem: Problem,
    readonly retryAfterMs: number | null = null,
  ) {
    super(problem.detail === '' ? problem.title : problem.detail);
    this.type = symbols.get(problem.type.replace(/^\/problems\//, '')) ?? null;
    this.fields = new Map(problem.errors.map((error) => [error.path.replace(/^\$\./, ''), error.message]));
  }

  /** The refusal that an answer stands for, whoever wrote it. */
  static async from(answer: HttpAnswer): Promise<RequestRefused> {
    const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
    return new RequestRefused((await problemOf(answer)) ?? unexplained(answer), retryAfterMs);
  }
}

async function problemOf(answer: HttpAnswer): Promise<Problem | null> {
  if (!(answer.headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    return null;
  }
  const problem = (await answer.json()) as Partial<Problem>;
  return { ...unexplained(answer), ...problem, errors: problem.errors ?? [] };
}

function unexplained(answer: HttpAnswer): Problem {
  return {
    '@type': 'wire.Problem',
    type: 'about:blank',
    title: 'The request was refused',
    status: answer.status,
    detail: `Something between here and the gateway answered with ${answer.status}.`,
    errors: [],
  };
}
