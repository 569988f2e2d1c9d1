import { Directive, ElementRef, afterNextRender, inject } from '@angular/core';

/** Takes the focus as soon as it is there: for what stands where a focused thing stood a moment ago. */
@Directive({ selector: '[millTakeFocus]' })
export class TakeFocus {
  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    afterNextRender(() => {
      element.focus();
    });
  }
}
