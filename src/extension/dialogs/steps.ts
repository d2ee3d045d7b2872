import * as vscode from 'vscode';

/** What ended a step: a value, the Back button, or leaving altogether. */
export type StepResult<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'back' | 'left' };

/** Where a step stands in its dialog. */
export interface StepFrame {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

export interface TextStep {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  readonly password?: boolean;
  /** A sentence when the text cannot be taken, else undefined. Asked on every change. */
  readonly validate?: (text: string) => string | undefined;
}

export interface PickStep<T extends vscode.QuickPickItem> {
  readonly placeholder: string;
  readonly items: readonly T[];
  readonly active?: T;
  readonly matchOnDetail?: boolean;
}

/** Asks for one line of text. Focus may leave for a password manager without losing the dialog. */
export async function askText(frame: StepFrame, step: TextStep): Promise<StepResult<string>> {
  const input = vscode.window.createInputBox();
  input.prompt = step.prompt;
  input.value = step.value ?? '';
  input.valueSelection = [0, input.value.length];
  input.placeholder = step.placeholder;
  input.password = step.password ?? false;
  const validate = () => {
    const problem = step.validate?.(input.value);
    input.validationMessage = problem;
    return problem === undefined;
  };
  input.onDidChangeValue(validate);
  return shown(input, frame, accept => {
    if (validate()) accept(input.value);
  });
}

/** Asks for one of several things. */
export async function askPick<T extends vscode.QuickPickItem>(
  frame: StepFrame,
  step: PickStep<T>,
): Promise<StepResult<T>> {
  const pick = pickOf(step);
  return shown(pick, frame, accept => {
    const [chosen] = pick.selectedItems;
    if (chosen) accept(chosen);
  });
}

/** Asks for any number of things, also none. */
export async function askMany<T extends vscode.QuickPickItem>(
  frame: StepFrame,
  step: PickStep<T>,
): Promise<StepResult<readonly T[]>> {
  const pick = pickOf(step);
  pick.canSelectMany = true;
  pick.selectedItems = step.items.filter(item => item.picked);
  return shown<readonly T[]>(pick, frame, accept => accept([...pick.selectedItems]));
}

/** One step of a dialog: asks, keeps its answer, and says how it ended. */
export type Step = (frame: StepFrame) => Promise<StepResult<unknown>['kind']>;

/**
 * Runs steps one after another; Back returns to the one before, which shows what was typed. `steps` is asked
 * anew before each step where earlier answers decide what comes. Resolves to false when the person left.
 */
export async function runSteps(
  title: string,
  steps: readonly Step[] | (() => readonly Step[]),
): Promise<boolean> {
  for (let index = 0; ;) {
    const all = typeof steps === 'function' ? steps() : steps;
    const step = all[index];
    if (!step) return true;
    const ended = await step({ title, step: index + 1, totalSteps: all.length });
    if (ended === 'left') return false;
    index += ended === 'back' ? -1 : 1;
  }
}

function pickOf<T extends vscode.QuickPickItem>(step: PickStep<T>): vscode.QuickPick<T> {
  const pick = vscode.window.createQuickPick<T>();
  pick.items = step.items;
  pick.placeholder = step.placeholder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = step.matchOnDetail ?? false;
  if (step.active) pick.activeItems = [step.active];
  return pick;
}

/** Shows a quick input until it is accepted, left or stepped back from, then disposes it. */
function shown<T>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  frame: StepFrame,
  onAccept: (accept: (value: T) => void) => void,
): Promise<StepResult<T>> {
  input.title = frame.title;
  input.ignoreFocusOut = true;
  if (frame.totalSteps > 1) {
    input.step = frame.step;
    input.totalSteps = frame.totalSteps;
  }
  if (frame.step > 1) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise(resolve => {
    const end = (result: StepResult<T>) => {
      resolve(result);
      input.dispose();
    };
    input.onDidAccept(() => onAccept(value => end({ kind: 'value', value })));
    input.onDidTriggerButton(button => {
      if (button === vscode.QuickInputButtons.Back) end({ kind: 'back' });
    });
    input.onDidHide(() => end({ kind: 'left' }));
    input.show();
  });
}
