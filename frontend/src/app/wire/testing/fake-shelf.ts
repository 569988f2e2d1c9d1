import type { Shelf } from '../transport/carry-over';

/** The storage of one tab. */
export class FakeShelf implements Shelf {
  readonly items = new Map<string, string>();
  isForbidden = false;

  getItem(key: string): string | null {
    this.check();
    return this.items.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.check();
    this.items.set(key, value);
  }

  removeItem(key: string): void {
    this.check();
    this.items.delete(key);
  }

  private check(): void {
    if (this.isForbidden) {
      throw new DOMException('The storage is forbidden.', 'SecurityError');
    }
  }
}
