import assert from 'node:assert/strict';
import { parseJsonArgument } from '../../src/cli/jsonArgument';
import { isOnvifError } from '../../src/onvif/base/onvifError';

describe('the arguments of a call as JSON', () => {
  it('are an object', () => {
    assert.deepEqual(parseJsonArgument(' {"Name": "gate", "List": [1, true, null]} '), {
      Name: 'gate',
      List: [1, true, null],
    });
    for (const text of ['[]', '"x"', '1', 'null', 'true']) {
      assert.throws(() => parseJsonArgument(text), {
        code: 'invalidInput',
        message: /have to be a JSON object/,
      });
    }
  });

  const garbage: [text: string, place: RegExp][] = [
    ['{"Name":}', /line 1, column 9\b/],
    ["{'Name':'gate'}", /line 1, column 2\b/],
    ['{"Name" "gate"}', /line 1, column 9\b/],
    ['{"Name":"gate",}', /line 1, column 16\b/],
    ['{"A":1} x', /line 1, column 9\b/],
    ['{\n  "A": 01\n}', /line 2, column 9\b/],
    ['{"A":"\\q"}', /line 1, column 7\b/],
    ['{"A":tru}', /line 1, column 9\b/],
    ['{"A":[1,2}', /line 1, column 10\b/],
    ['{"A":"\n"}', /line 1, column 7\b/],
    ['{"A":"x"', /it ends too early/],
    ['{"A":"x', /it ends too early/],
    ['', /it ends too early/],
  ];
  for (const [text, place] of garbage) {
    it(`say where ${JSON.stringify(text)} stops being JSON`, () => {
      assert.throws(
        () => parseJsonArgument(text),
        error => isOnvifError(error, 'invalidInput') && place.test(error.message),
      );
    });
  }

  it('do not come back in the sentence: there may be a password in them', () => {
    assert.throws(
      () => parseJsonArgument('{"Password":"geheim"'),
      error =>
        isOnvifError(error) &&
        !JSON.stringify([error.message, error.details]).includes('geheim') &&
        error.cause === undefined,
    );
  });
});
