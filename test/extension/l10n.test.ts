import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const root = process.cwd();
const folder = path.join(root, 'src/extension');

/** Every message of `vscode.l10n.t('…')` in the extension's sources. */
function messagesOf(file: string): string[] {
  const source = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'vscode.l10n.t') {
      const [message] = node.arguments;
      assert.ok(message && ts.isStringLiteralLike(message), `${file}: a message must be a literal`);
      const holes = [...message.text.matchAll(/\{(\d+)\}/g)].map(match => Number(match[1]));
      assert.equal(
        node.arguments.length - 1,
        new Set(holes).size,
        `${file}: "${message.text}" fills its holes`,
      );
      found.push(message.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('localisation', () => {
  it('has every message of the sources in the bundle, and no other', () => {
    const files = fs
      .readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts'));
    const messages = [...new Set(files.flatMap(file => messagesOf(path.join(folder, file))))].sort();
    assert.ok(messages.length > 50, 'the sources were read');
    const bundle = JSON.parse(fs.readFileSync(path.join(root, 'l10n/bundle.l10n.json'), 'utf8')) as Record<
      string,
      string
    >;
    const expected = Object.fromEntries(messages.map(message => [message, message]));
    assert.deepEqual(
      bundle,
      expected,
      `l10n/bundle.l10n.json should read:\n${JSON.stringify(expected, null, 2)}`,
    );
  });
});
