import assert from 'node:assert/strict';
import {
  fieldText,
  parseFieldText,
  requestFields,
  type RequestField,
} from '../../../src/extension/calls/requestFields';
import { isOnvifError } from '../../../src/onvif/base/onvifError';
import { bundledCatalog } from '../../../src/onvif/catalog/bundledCatalog';

function fieldsOf(id: string): RequestField[] {
  const catalog = bundledCatalog();
  const operation = catalog.operation(id);
  assert.ok(operation, id);
  return requestFields(catalog, operation);
}

describe('requestFields', () => {
  it('has none for an operation without arguments', () => {
    assert.deepEqual(fieldsOf('tds:GetDeviceInformation'), []);
  });

  it('offers the values of a boolean and of an enumeration, also a restricted one', () => {
    const boolean = { kind: 'choice', values: [true, false] };
    assert.deepEqual(fieldsOf('tds:GetServices'), [
      { key: 'IncludeCapability', required: true, typeName: 'xs:boolean', input: boolean },
    ]);
    const [kind] = fieldsOf('tds:SetSystemFactoryDefault');
    assert.deepEqual(kind?.input, { kind: 'choice', values: ['Hard', 'Soft'] });
  });

  it('takes structures and lists as JSON and knows what is optional', () => {
    assert.deepEqual(
      fieldsOf('tds:SetSystemDateAndTime').map(field => [field.key, field.required, field.input.kind]),
      [
        ['DateTimeType', true, 'choice'],
        ['DaylightSavings', true, 'choice'],
        ['TimeZone', false, 'json'],
        ['UTCDateTime', false, 'json'],
      ],
    );
    assert.deepEqual(
      fieldsOf('tds:CreateUsers').map(field => [field.key, field.required, field.typeName, field.input.kind]),
      [['User', true, 'list of tt:User', 'json']],
    );
  });

  it('gives every operation of ONVIF a form', () => {
    const catalog = bundledCatalog();
    for (const operation of catalog.operations) {
      for (const field of requestFields(catalog, operation)) {
        assert.ok(field.key && field.typeName, `${operation.id} ${field.key}`);
        if (field.input.kind === 'choice')
          assert.ok(field.input.values.length > 0, `${operation.id} ${field.key}`);
      }
    }
  });
});

describe('parseFieldText', () => {
  const field = (input: RequestField['input']): RequestField => ({
    key: 'F',
    required: true,
    typeName: 't',
    input,
  });

  it('keeps text as it was typed', () => {
    assert.equal(parseFieldText(field({ kind: 'text' }), ' 007 '), ' 007 ');
  });

  it('reads numbers, and leaves to the encoder what is none or would change', () => {
    const number = field({ kind: 'number' });
    assert.equal(parseFieldText(number, '42'), 42);
    assert.equal(parseFieldText(number, '-0.5'), -0.5);
    for (const text of ['', 'many', '1e400', '12345678901234567890', 'Infinity']) {
      assert.equal(parseFieldText(number, text), text);
    }
  });

  it('reads JSON, and says what is none', () => {
    const json = field({ kind: 'json' });
    assert.deepEqual(parseFieldText(json, '[{"Username":"a"}]'), [{ Username: 'a' }]);
    assert.throws(
      () => parseFieldText(json, '[{'),
      error => isOnvifError(error, 'invalidInput') && /JSON/.test(error.message),
    );
  });

  it('goes back and forth with what the input shows', () => {
    assert.equal(fieldText(field({ kind: 'text' }), 'x'), 'x');
    assert.equal(fieldText(field({ kind: 'number' }), 3), '3');
    assert.equal(fieldText(field({ kind: 'json' }), ['x']), '["x"]');
    assert.equal(fieldText(field({ kind: 'text' }), undefined), '');
    assert.equal(parseFieldText(field({ kind: 'choice', values: [true, false] }), 'false'), false);
  });
});
