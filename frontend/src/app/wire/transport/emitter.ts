/** Tells everybody who listens. */
export class Emitter<T> {
  private readonly listeners = new Set<(value: T) => void>();

  /** Calls `listener` with every value from now on, until the returned function is called. */
  on(listener: (value: T) => void): () => void {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** The next value that comes. */
  next(): Promise<T> {
    return new Promise((resolve) => {
      const stop = this.on((value) => {
        stop();
        resolve(value);
      });
    });
  }

  /** Goes over a copy: who hears the news may stop listening. */
  emit(value: T): void {
    [...this.listeners].forEach((listener) => {
      listener(value);
    });
  }
}
