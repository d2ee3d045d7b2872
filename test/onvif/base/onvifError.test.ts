import assert from 'node:assert/strict';
import { isOnvifError, OnvifError } from '../../../src/onvif/base/onvifError';

describe('OnvifError', () => {
  it('carries code, message, cause and details', () => {
    const cause = new Error('ECONNREFUSED');
    const error = new OnvifError('unreachable', 'Nothing listens on cam:80.', {
      cause,
      details: { port: 80 },
    });
    assert.equal(error.message, 'Nothing listens on cam:80.');
    assert.equal(error.cause, cause);
    assert.deepEqual(error.details, { port: 80 });
    assert.ok(error instanceof Error);
  });

  it('is narrowed by code', () => {
    const error: unknown = new OnvifError('timeout', 'No answer.');
    assert.equal(isOnvifError(error), true);
    assert.equal(isOnvifError(error, 'timeout', 'cancelled'), true);
    assert.equal(isOnvifError(error, 'cancelled'), false);
    assert.equal(isOnvifError(new Error('x')), false);
  });
});
