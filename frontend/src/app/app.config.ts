import type { ApplicationConfig } from '@angular/core';
import { inject, provideAppInitializer, provideBrowserGlobalErrorListeners } from '@angular/core';
import { provideRouter, withComponentInputBinding, withInMemoryScrolling } from '@angular/router';

import { EarlierLogin } from './accounts/earlier-login';
import { routes } from './app.routes';
import { EarlierRequests } from './wire/earlier-requests';
import { Socket } from './wire/socket';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(routes, withComponentInputBinding(), withInMemoryScrolling({ scrollPositionRestoration: 'top' })),
    provideAppInitializer(() => {
      inject(EarlierRequests).takeUp();
      inject(EarlierLogin);
      inject(Socket).connect();
    }),
  ],
};
