import type { Type } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';

import type { MockInstance } from 'vitest';

import { Page } from '../design/testing/page';
import type { Body } from '../wire/generated';
import { SessionService } from '../wire/session.service';
import type { FakeGateway } from '../wire/testing/fake-gateway';
import type { WireBench } from '../wire/testing/wire-bench';
import { wireBench } from '../wire/testing/wire-bench';
import { LoginPage } from './login-page';
import { RegisterPage } from './register-page';

const ready: Body = { '@type': 'sessions.SessionReady', pickUpBefore: '2026-12-01T00:00:00Z' };
const session = { accountId: 'a1', name: 'ada', expiresAt: '2026-12-01T00:00:00Z' };

describe('The accounts pages', () => {
  let bench: WireBench;
  let gateway: FakeGateway;
  let navigated: MockInstance<Router['navigateByUrl']>;

  beforeEach(async () => {
    bench = await wireBench([provideRouter([])]);
    ({ gateway } = bench);
    navigated = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  async function show<T>(component: Type<T>, inputs: Readonly<Record<string, string>> = {}): Promise<Page<T>> {
    const fixture = TestBed.createComponent(component);
    for (const [name, value] of Object.entries(inputs)) {
      fixture.componentRef.setInput(name, value);
    }
    const page = new Page(fixture);
    await page.settle();
    return page;
  }

  async function fill<T>(page: Page<T>, action: string, password = 'correct horse'): Promise<void> {
    page.type('Name', 'ada');
    page.type('Password', password);
    await page.click(action);
  }

  async function answer<T>(page: Page<T>, body: Body): Promise<void> {
    gateway.last.accept();
    bench.network.last.answer(gateway.last.requestId, body);
    await page.settle();
  }

  /** Goes through the pickup, up to the session of the new socket. */
  async function pickUp<T>(page: Page<T>): Promise<void> {
    gateway.last.noContent();
    await page.settle();
    bench.network.last.welcome('s2');
    await page.settle();
    gateway.arrivals.filter(({ method, path }) => method === 'GET' && path === '/api/session').forEach((arrival) => {
      arrival.json(200, session);
    });
    await page.settle();
  }

  describe('to log in', () => {
    it('begin with the name, or with the password of a known name', async () => {
      const page = await show(LoginPage);

      expect(document.activeElement).toBe(page.field('Name'));

      const other = await show(LoginPage, { name: 'ada' });

      expect(document.activeElement).toBe(other.field('Password'));
    });

    it('are what a password manager looks for', async () => {
      const page = await show(LoginPage);

      expect(page.field('Name').autocomplete).toBe('username');
      expect(page.field('Password').autocomplete).toBe('current-password');
      expect(page.field('Password').getAttribute('type')).toBe('password');
    });

    it('send nothing that is missing, and go to it', async () => {
      const page = await show(LoginPage);
      page.type('Name', 'ada');
      const before = gateway.arrivals.length;
      await page.click('Log in');

      expect(gateway.arrivals).toHaveLength(before);
      expect(page.said('Password')).toBe('Password is missing.');
      expect(document.activeElement).toBe(page.field('Password'));
    });

    it('pick the session up after the 202 and the frame, whichever comes first', async () => {
      const page = await show(LoginPage, { returnTo: '/rooms/attic' });
      await fill(page, 'Log in');
      const login = gateway.last;
      bench.network.last.answer(login.requestId, ready);
      await page.settle();

      expect(gateway.last).toBe(login);

      login.accept();
      await page.settle();

      expect(gateway.last.method).toBe('POST');
      expect(gateway.last.path).toBe('/api/session');

      await pickUp(page);

      expect(TestBed.inject(SessionService).name()).toBe('ada');
      expect(navigated).toHaveBeenCalledWith('/rooms/attic');
    });

    it.each(['//elsewhere.example', 'https://elsewhere.example', '/\\elsewhere.example'])(
      'do not lead to %s afterwards',
      async (returnTo) => {
        const page = await show(LoginPage, { returnTo });
        await fill(page, 'Log in');
        await answer(page, ready);
        await pickUp(page);

        expect(navigated).toHaveBeenCalledWith('/');
      },
    );

    it('say beside the password that it is refused, until it is changed', async () => {
      const page = await show(LoginPage);
      await fill(page, 'Log in');
      await answer(page, { '@type': 'accounts.LoginRefused' });

      expect(page.said('Password')).toBe('Name and password do not belong together.');
      expect(document.activeElement).toBe(page.field('Password'));

      page.type('Password', 'another');

      expect(page.said('Password')).toBe('');
    });

    it('say why the door is shut, and try again', async () => {
      const page = await show(LoginPage);
      await fill(page, 'Log in');
      gateway.last.problem(429, 'rate-limited');
      await page.settle();

      expect(page.text).toContain('It was rate-limited.');

      await page.click('Try again');

      expect(gateway.last.path).toBe('/api/login');
      expect(page.button('Sending').getAttribute('aria-disabled')).toBe('true');
    });

    it('say when the pickup came too late', async () => {
      const page = await show(LoginPage);
      await fill(page, 'Log in');
      await answer(page, ready);
      gateway.last.problem(401, 'login-not-ready');
      await page.settle();

      expect(page.text).toContain('It was login-not-ready.');
    });

    it('tell that Caps Lock is on', async () => {
      const page = await show(LoginPage);
      page.field('Password').dispatchEvent(new KeyboardEvent('keydown', { key: 'A', modifierCapsLock: true }));
      await page.settle();

      expect(page.text).toContain('Caps Lock is on.');
    });

    it('show the password when asked', async () => {
      const page = await show(LoginPage);
      await page.click('Show password');

      expect(page.field('Password').getAttribute('type')).toBe('text');
    });
  });

  describe('to register', () => {
    it('say what the schema asks for before anything is sent', async () => {
      const page = await show(RegisterPage);

      expect(page.said('Name')).toContain('2 to 32 characters');
      expect(page.said('Password')).toBe('8 to 128 characters');

      await fill(page, 'Open account', 'short');

      expect(page.said('Password')).toContain('It needs at least 8 characters; this has 5.');
      expect(gateway.arrivals.some(({ path }) => path === '/api/register')).toBe(false);
    });

    it('say beside the name that it is taken', async () => {
      const page = await show(RegisterPage);
      await fill(page, 'Open account');
      await answer(page, { '@type': 'accounts.NameTaken', name: 'ada' });

      expect(page.said('Name')).toContain('Somebody is called ada already.');
      expect(document.activeElement).toBe(page.field('Name'));
    });

    it('log in with the new account', async () => {
      const page = await show(RegisterPage);
      await fill(page, 'Open account');
      await answer(page, { '@type': 'accounts.Registered', accountId: 'a1', name: 'ada' });

      expect(gateway.last.path).toBe('/api/login');
      expect(gateway.last.body).toEqual({ name: 'ada', password: 'correct horse' });

      await answer(page, ready);
      await pickUp(page);

      expect(navigated).toHaveBeenCalledWith('/');
    });
  });
});
