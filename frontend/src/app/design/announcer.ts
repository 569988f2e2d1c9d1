import { ChangeDetectionStrategy, Component, Injectable, inject, signal } from '@angular/core';

/** Tells people who listen to the page what others see happen on it. */
@Injectable({ providedIn: 'root' })
export class Announcer {
  private readonly textNow = signal('');
  readonly text = this.textNow.asReadonly();

  say(text: string): void {
    // The same words twice are no change, and would stay unread.
    this.textNow.update((before) => (before === text ? `${text}\u00a0` : text));
  }
}

@Component({
  selector: 'mill-announcements',
  template: '<p role="status" class="visually-hidden">{{ announcer.text() }}</p>',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Announcements {
  protected readonly announcer = inject(Announcer);
}
