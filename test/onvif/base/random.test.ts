import assert from 'node:assert/strict';
import { systemRandom } from '../../../src/onvif/base/random';

describe('the system’s randomness', () => {
  it('gives as many bytes as asked, never the same ones, that stay as they were given', () => {
    const given = Array.from({ length: 1000 }, () => systemRandom.bytes(20));
    const asGiven = given.map(each => Buffer.from(each).toString('hex'));
    assert.ok(given.every(each => each.length === 20 && each.buffer.byteLength === 20));
    assert.equal(new Set(asGiven).size, 1000);
    systemRandom.bytes(5000);
    assert.deepEqual(
      given.map(each => Buffer.from(each).toString('hex')),
      asGiven,
    );
    assert.equal(systemRandom.bytes(5000).length, 5000);
    assert.equal(systemRandom.bytes(0).length, 0);
  });

  it('covers all byte values evenly', () => {
    const counts = new Uint32Array(256);
    for (let round = 0; round < 1280; round++) for (const byte of systemRandom.bytes(20)) counts[byte]!++;
    // 100 expected of each; 10 standard deviations either way
    assert.ok(Math.min(...counts) > 0 && Math.max(...counts) < 200);
  });

  it('gives version 4 UUIDs and numbers in range', () => {
    assert.match(
      systemRandom.uuid(),
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    for (let round = 0; round < 100; round++) {
      const number = systemRandom.between(2, 3);
      assert.ok(number >= 2 && number < 3);
    }
  });
});
