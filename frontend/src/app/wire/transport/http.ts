/** Of an HTTP answer, as much as is used here. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  json(): Promise<unknown>;
}

/** Sends an HTTP request, as the global `fetch` does. */
export type Fetch = (
  url: string,
  request: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly cache: 'no-store';
    readonly body?: string;
  },
) => Promise<HttpAnswer>;
