import type { ComponentFixture } from '@angular/core/testing';

import { settle } from '../../wire/testing/wire-bench';

/** A rendered component, found and used as a person would. */
export class Page<T> {
  private readonly root: HTMLElement;

  constructor(readonly fixture: ComponentFixture<T>) {
    this.root = fixture.nativeElement as HTMLElement;
    // Focus exists only in a document.
    document.body.append(this.root);
    fixture.detectChanges();
  }

  /** Lets so much time pass, and draws. */
  async settle(ms = 0): Promise<void> {
    this.fixture.detectChanges();
    await settle(ms);
    this.fixture.detectChanges();
  }

  /** All that there is to read, with one space between any two pieces. */
  get text(): string {
    const walker = document.createTreeWalker(this.root, NodeFilter.SHOW_TEXT);
    const texts: string[] = [];
    while (walker.nextNode() !== null) {
      texts.push(walker.currentNode.textContent ?? '');
    }
    return texts.join(' ').replace(/\s+/g, ' ').trim();
  }

  has(selector: string): boolean {
    return this.root.querySelector(selector) !== null;
  }

  /** The field with this label. */
  field(label: string): HTMLInputElement | HTMLTextAreaElement {
    const found = [...this.root.querySelectorAll('label')].find((each) => each.textContent.trim() === label);
    const control = this.root.querySelector<HTMLInputElement>(`#${found?.htmlFor ?? 'nothing'}`);
    return control ?? this.missing(`field ${label}`);
  }

  type(label: string, text: string): void {
    const field = this.field(label);
    field.value = text;
    field.dispatchEvent(new Event('input'));
    this.fixture.detectChanges();
  }

  /** What is said about a field, beside it. */
  said(label: string): string {
    const ids = (this.field(label).getAttribute('aria-describedby') ?? '').split(' ');
    return ids.map((id) => document.getElementById(id)?.textContent.trim() ?? '').join(' ');
  }

  /** The button with this name. */
  button(name: string): HTMLButtonElement {
    const buttons = [...this.root.querySelectorAll('button')];
    const named = (each: HTMLButtonElement): string => each.getAttribute('aria-label') ?? each.textContent;
    return buttons.find((each) => named(each).trim() === name) ?? this.missing(`button ${name}`);
  }

  async click(name: string): Promise<void> {
    this.button(name).click();
    await this.settle();
  }

  private missing(what: string): never {
    throw new Error(`there is no ${what} in: ${this.text}`);
  }
}
