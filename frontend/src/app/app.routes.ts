import type { Routes } from '@angular/router';

export const routes: Routes = [
  { path: '', pathMatch: 'full', redirectTo: 'boards/main' },
  {
    path: 'boards/:boardId',
    title: ({ paramMap }) => `${paramMap.get('boardId') ?? 'Board'} · Millrace`,
    loadComponent: async () => (await import('./board/board-page')).BoardPage,
  },
  {
    path: 'login',
    title: 'Log in · Millrace',
    loadComponent: async () => (await import('./accounts/login-page')).LoginPage,
  },
  {
    path: 'register',
    title: 'Open an account · Millrace',
    loadComponent: async () => (await import('./accounts/register-page')).RegisterPage,
  },
  {
    path: '**',
    title: 'Not found · Millrace',
    loadComponent: async () => (await import('./not-found')).NotFound,
  },
];
