import assert from 'node:assert/strict';
import { parseXsdRegex, regexExample } from '../../../src/onvif/schema/xsdRegex';
import { compilePattern } from '../../../src/onvif/schema/xsdPattern';

function matches(pattern: string, text: string): boolean {
  const test = compilePattern(pattern);
  assert.ok(test, `${pattern} is a pattern`);
  return test(text);
}

describe('patterns of XSD', () => {
  it('are anchored and know the classes of XML', () => {
    assert.equal(matches('[ -~]{8,63}', 'password'), true);
    assert.equal(matches('[ -~]{8,63}', 'passwort ü'), false);
    assert.equal(matches('[ -~]{8,63}', 'short'), false);
    assert.equal(matches('\\d{2}', '12'), true);
    assert.equal(matches('\\d{2}', 'x12'), false);
    assert.equal(matches('\\i\\c*', 'a:b-1'), true);
    assert.equal(matches('\\i\\c*', '1a'), false);
    assert.equal(matches('[\\i-[:]][\\c-[:]]*', 'a.b'), true);
    assert.equal(matches('[\\i-[:]][\\c-[:]]*', 'a:b'), false);
    assert.equal(matches('\\p{Lu}\\p{IsGreek}', 'Aλ'), true);
    assert.equal(matches('\\P{Lu}', 'A'), false);
    assert.equal(matches('.', '\n'), false);
    assert.equal(matches('a|b|', ''), true);
    assert.equal(matches('^$', '^$'), true, 'these are ordinary characters');
    assert.equal(matches('[a-z-[aeiou]]+', 'xyz'), true);
    assert.equal(matches('[a-z-[aeiou]]+', 'xay'), false);
    assert.equal(matches('(ab){2,3}', 'ababab'), true);
    assert.equal(matches('(ab){2,3}', 'abababab'), false);
    assert.equal(matches('😀+', '😀😀'), true);
  });

  it('say so when they are none', () => {
    for (const wrong of ['(', 'a)', '[', 'a**', '{2}', 'a{2', 'a{3,2}', '\\q', '[z-a]', '\\p{Nope}', 'a\\']) {
      assert.equal(compilePattern(wrong), undefined, wrong);
    }
  });

  it('take time linear in the text where backtracking would explode', () => {
    const digits = '1'.repeat(20_000);
    const started = performance.now();
    // The first is a pattern of ONVIF's: its point is any character.
    assert.equal(matches('[0-9]+(.[0-9]+)*', `${digits}!`), false);
    assert.equal(matches('(a*)*b', 'a'.repeat(20_000)), false);
    assert.equal(matches('(a|a)*b', 'a'.repeat(20_000)), false);
    assert.equal(matches('a*a*a*a*b', 'a'.repeat(20_000)), false);
    assert.ok(performance.now() - started < 2000, `${performance.now() - started} ms`);
  });

  it('give an example that they match', () => {
    for (const pattern of [
      '[ -~]{8,63}',
      '[0-9]+(.[0-9]+)*',
      '\\i\\c*',
      '[^a]',
      '[\\i-[:]]{3}',
      '(a|b)?c',
      '\\p{Nd}-\\S',
    ]) {
      const regex = parseXsdRegex(pattern);
      const example = regex && regexExample(regex);
      assert.ok(example !== undefined && matches(pattern, example), `${pattern}: ${example}`);
    }
  });
});
