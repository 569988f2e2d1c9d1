import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterLink } from '@angular/router';

@Component({
  selector: 'mill-not-found',
  imports: [RouterLink],
  template: `
    <div class="row">
      <div>
        <h1>There is nothing here</h1>
        <p>The address leads to no page. <a routerLink="/">Go to the start</a></p>
      </div>
    </div>
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NotFound {}
