import { ResumeMemory } from './resume-memory';

const NOW = Date.parse('2026-11-24T09:00:00Z');

describe('ResumeMemory', () => {
  it('has nothing to offer before there was a token', () => {
    expect(new ResumeMemory().offer(NOW)).toEqual([]);
  });

  it('offers how far it got on every lane, the latest first', () => {
    const memory = new ResumeMemory();
    memory.renew('one', '3-100', NOW);
    memory.renew('two', '9-1', NOW);
    memory.take('3-104');

    expect(memory.offer(NOW)).toEqual(['millrace.resume.two', 'millrace.pos.3-104', 'millrace.pos.9-1']);
  });

  it('never goes back on a lane', () => {
    const memory = new ResumeMemory();
    memory.renew('one', '3-100', NOW);
    memory.take('3-90');

    expect(memory.offer(NOW)).toContain('millrace.pos.3-100');
  });

  it('offers no more positions than a gateway reads', () => {
    const memory = new ResumeMemory();
    for (let lane = 0; lane < 60; lane += 1) {
      memory.renew('token', `${lane}-1`, NOW);
    }
    const offer = memory.offer(NOW);

    expect(offer).toHaveLength(41);
    expect(offer).toContain('millrace.pos.59-1');
  });

  it('counts what a replay reached from its end on', () => {
    const memory = new ResumeMemory();
    memory.renew('one', '3-100', NOW);
    memory.beginReplay();
    memory.take('3-150');

    expect(memory.offer(NOW)).toContain('millrace.pos.3-100');

    memory.endReplay();

    expect(memory.offer(NOW)).toContain('millrace.pos.3-150');
  });
});
