import assert from 'node:assert/strict';
import { LinePositions } from '../../../src/onvif/base/linePositions';

describe('LinePositions', () => {
  it('counts lines and columns from 1, whatever ends a line', () => {
    const text = 'ab\ncd\r\n\rx';
    const positions = new LinePositions(text);
    const places = [...text, ''].map((_, offset) => {
      const { line, column } = positions.at(offset);
      return `${line}:${column}`;
    });
    assert.deepEqual(places, ['1:1', '1:2', '1:3', '2:1', '2:2', '2:3', '2:4', '3:1', '4:1', '4:2']);
  });

  it('counts columns in UTF-16 code units, as editors do', () => {
    assert.deepEqual(new LinePositions('\n😀x').at(3), { line: 2, column: 3 });
  });

  it('takes an offset outside the text for its nearest end', () => {
    const positions = new LinePositions('a\nb');
    assert.deepEqual(positions.at(-1), { line: 1, column: 1 });
    assert.deepEqual(positions.at(99), { line: 2, column: 2 });
    assert.deepEqual(new LinePositions('').at(0), { line: 1, column: 1 });
  });
});
