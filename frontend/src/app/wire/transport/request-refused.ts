import type { Problem, ProblemType } from '../generated/wire';
import { problemTypes } from '../generated/wire';

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

  /** The refusal that a response stands for, whoever wrote it. */
  static async from(response: Response): Promise<RequestRefused> {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
    return new RequestRefused((await problemOf(response)) ?? unexplained(response), retryAfterMs);
  }
}

async function problemOf(response: Response): Promise<Problem | null> {
  if (!(response.headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    return null;
  }
  const problem = (await response.json()) as Partial<Problem>;
  return { ...unexplained(response), ...problem, errors: problem.errors ?? [] };
}

function unexplained(response: Response): Problem {
  return {
    type: 'about:blank',
    title: 'The request was refused',
    status: response.status,
    detail: `Something between this page and the gateway answered with ${response.status}.`,
    errors: [],
  };
}
