import assert from 'node:assert/strict';
import { outline, printable, table } from '../../src/cli/print';

describe('what the command line prints', () => {
  it('is an outline of the reply', () => {
    const value = {
      Name: 'gate',
      Empty: {},
      User: [
        { Username: 'a', UserLevel: 'User' },
        { Username: 'b', UserLevel: 'Operator' },
      ],
      List: [1, 2],
      Text: 'one\ntwo',
      Version: { Major: 26 },
    };
    assert.deepEqual(outline(value), [
      'Name: gate',
      'Empty:',
      'User:',
      '  - Username: a',
      '    UserLevel: User',
      '  - Username: b',
      '    UserLevel: Operator',
      'List:',
      '  - 1',
      '  - 2',
      'Text:',
      '  one',
      '  two',
      'Version:',
      '  Major: 26',
    ]);
  });

  it('is a table with aligned columns', () => {
    assert.deepEqual(
      table([
        ['A', 'LONG', 'C'],
        ['wide', 'x', ''],
      ]),
      ['A     LONG  C', 'wide  x'],
    );
  });

  it('holds no control characters of the device', () => {
    assert.equal(printable('a\u001b[31mb\u0007\u009b\r'), 'a�[31mb���');
  });
});
