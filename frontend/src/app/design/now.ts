import type { Signal } from '@angular/core';
import { DestroyRef, inject, signal } from '@angular/core';

/** The time in milliseconds since 1970, renewed every second while its component lives. */
export function injectNow(): Signal<number> {
  const now = signal(Date.now());
  const timer = setInterval(() => {
    now.set(Date.now());
  }, 1_000);
  inject(DestroyRef).onDestroy(() => {
    clearInterval(timer);
  });
  return now.asReadonly();
}
