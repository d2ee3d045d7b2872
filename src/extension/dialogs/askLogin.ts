import * as vscode from 'vscode';
import type { Credentials } from '../../onvif/auth/credentials';
import { askText, runSteps, type Step } from './steps';

export interface LoginQuestion {
  readonly title: string;
  readonly usernamePrompt: string;
  /** What the user name field shows at first. */
  readonly username: string;
  readonly passwordPrompt: (username: string) => string;
  /** A password that is set and not only used must not be empty and is typed twice. */
  readonly isNew: boolean;
}

/** Asks for a user name and a password, step by step. Undefined when the person left. */
export async function askLogin(question: LoginQuestion): Promise<Credentials | undefined> {
  let { username } = question;
  let password = '';
  const steps: Step[] = [
    async frame => {
      const answer = await askText(frame, {
        prompt: question.usernamePrompt,
        value: username,
        validate: text => (text === '' ? vscode.l10n.t('Enter a user name.') : undefined),
      });
      if (answer.kind === 'value') username = answer.value;
      return answer.kind;
    },
    async frame => {
      const answer = await askText(frame, {
        prompt: question.passwordPrompt(username),
        value: password,
        password: true,
        validate: text => (text === '' && question.isNew ? vscode.l10n.t('Enter a password.') : undefined),
      });
      if (answer.kind === 'value') password = answer.value;
      return answer.kind;
    },
  ];
  if (question.isNew) {
    steps.push(async frame => {
      const answer = await askText(frame, {
        prompt: vscode.l10n.t('Repeat the password'),
        password: true,
        validate: text => (text === password ? undefined : vscode.l10n.t('The two passwords differ.')),
      });
      return answer.kind;
    });
  }
  return (await runSteps(question.title, steps)) ? { username, password } : undefined;
}

/** What another extension, a key or a test may hand over instead of typing. */
export function isCredentials(value: unknown): value is Credentials {
  const candidate = value as Partial<Credentials> | undefined | null;
  return typeof candidate?.username === 'string' && typeof candidate.password === 'string';
}
