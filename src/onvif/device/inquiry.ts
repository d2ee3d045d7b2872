import type { Finding } from '../base/finding';
import type { OnvifError } from '../base/onvifError';
import type { CertificateFacts } from '../http/transport';
import type { Exchange } from '../soap/exchange';
import { namespaces } from '../xml/namespaces';
import type { XmlElement } from '../xml/xmlNode';
import { readClock, type ClockReading } from './deviceClock';
import type { DeviceInformation, DeviceUser } from './deviceFacts';
import {
  readCapabilities,
  readEndpointReference,
  readInformation,
  readScopes,
  readServices,
  readUsers,
  type ListedService,
} from './deviceReplies';
import { profileQState, type ProfileQState } from './profileQState';

/** The questions of an inquiry: operations of the device service that only read. */
export type Question =
  | 'GetSystemDateAndTime'
  | 'GetServices'
  | 'GetCapabilities'
  | 'GetScopes'
  | 'GetEndpointReference'
  | 'GetDeviceInformation'
  | 'GetUsers';

/** Request bodies. GetServices without capabilities: some devices take seconds to collect those. */
export function questionBody(question: Question): string {
  const content: Partial<Record<Question, string>> = {
    GetServices: '<tds:IncludeCapability>false</tds:IncludeCapability>',
    GetCapabilities: '<tds:Category>All</tds:Category>',
  };
  return `<tds:${question} xmlns:tds="${namespaces.tds}">${content[question] ?? ''}</tds:${question}>`;
}

export interface InquiryOptions {
  /** Sends one question, without credentials or with the device's. */
  readonly ask: (question: Question, auth: 'none' | 'login') => Promise<Exchange>;
  /** What the clock reading is for: it has to be known before the first login. */
  readonly onClock: (reading: ClockReading) => void;
  /** The state that discovery told. */
  readonly state: ProfileQState;
  /** There are credentials for the device. */
  readonly hasLogin: boolean;
  /** The device took them before, so that several questions at once cannot be several refused logins. */
  readonly loginProven: boolean;
  readonly wantsEndpoint: boolean;
}

/** What a device told of itself; absent where it told nothing. */
export interface Answers {
  /** False when not one question brought an answer of any kind. */
  readonly answered: boolean;
  readonly services?: readonly ListedService[];
  readonly scopes?: readonly string[];
  readonly endpoint?: string;
  readonly information?: DeviceInformation;
  readonly users?: readonly DeviceUser[];
  readonly certificate?: CertificateFacts;
  /** The IP address that answered. */
  readonly remoteAddress?: string;
  readonly findings: readonly Finding[];
  /** The gravest thing that kept something from being told. */
  readonly problem?: OnvifError;
}

/**
 * Asks a device everything there is to list. First, all at once and without credentials: what every device tells
 * anyone (PRE_AUTH), and all the rest where no login is known or none may be sent because the device is in Factory
 * Default. Then with the login what it kept back: one question alone until the login is known to be good, because
 * devices count refused logins and lock accounts.
 */
export async function inquire(options: InquiryOptions): Promise<Answers> {
  const exchanges = new Map<Question, Exchange>();
  const round = async (questions: readonly Question[], auth: 'none' | 'login') => {
    await Promise.all(questions.map(async each => exchanges.set(each, await options.ask(each, auth))));
  };
  const anonymous = options.state === 'factoryDefault' || !options.hasLogin;
  await round(
    [
      'GetSystemDateAndTime',
      'GetServices',
      'GetScopes',
      ...(options.wantsEndpoint ? (['GetEndpointReference'] as const) : []),
      ...(anonymous ? (['GetDeviceInformation', 'GetUsers'] as const) : []),
    ],
    'none',
  );
  const clock = readClock(exchanges.get('GetSystemDateAndTime')!);
  if (clock) options.onClock(clock);
  const answered = [...exchanges.values()].some(hasAnswer);
  if (answered) {
    if (isLacking(exchanges.get('GetServices'))) await round(['GetCapabilities'], 'none');
    // a device that refuses GetScopes has left Factory Default since discovery heard of it
    const mayLogIn =
      stateOf(exchanges, options.state) !== 'factoryDefault' || wantsLogin(exchanges.get('GetScopes')!);
    if (options.hasLogin && mayLogIn) {
      const kept: Question[] = [...exchanges]
        .filter(([, each]) => wantsLogin(each))
        .map(([question]) => question);
      const asked: Question[] = anonymous ? kept : ['GetDeviceInformation', ...kept, 'GetUsers'];
      await askWithLogin(asked, options.loginProven, exchanges, round);
      const late = clock ? undefined : readClock(exchanges.get('GetSystemDateAndTime')!);
      if (late) options.onClock(late);
      if (isLacking(exchanges.get('GetServices')) && !exchanges.has('GetCapabilities')) {
        await round(['GetCapabilities'], 'login');
      }
    } else if (!anonymous) {
      await round(['GetDeviceInformation', 'GetUsers'], 'none');
    }
  }
  return answersOf(exchanges, answered, options.state);
}

/** The services alone, with the login only if the device wants one for them. Throws what kept it from telling them. */
export async function inquireServices(ask: InquiryOptions['ask']): Promise<readonly ListedService[]> {
  const answer = async (question: 'GetServices' | 'GetCapabilities') => {
    const open = await ask(question, 'none');
    return wantsLogin(open) ? ask(question, 'login') : open;
  };
  const first = await answer('GetServices');
  if (first.outcome.kind === 'reply') return readServices(first.outcome.body);
  const second = isLacking(first) ? await answer('GetCapabilities') : first;
  if (second.outcome.kind === 'reply') return readCapabilities(second.outcome.body);
  throw first.outcome.error;
}

/**
 * One question alone until the device has taken the login, then the others at once. A question that came to nothing
 * proves no login; one that was refused ends it.
 */
async function askWithLogin(
  questions: readonly Question[],
  loginProven: boolean,
  exchanges: ReadonlyMap<Question, Exchange>,
  round: (questions: readonly Question[], auth: 'login') => Promise<void>,
): Promise<void> {
  const left = [...questions];
  for (let proven = loginProven; !proven && left.length > 0;) {
    const question = left.shift()!;
    await round([question], 'login');
    const exchange = exchanges.get(question)!;
    if (isLoginTrouble(errorOf(exchange))) return;
    proven = hasAnswer(exchange) && exchange.attempts.at(-1)?.auth !== 'none';
  }
  await round(left, 'login');
}

function isLoginTrouble(error: OnvifError | undefined): boolean {
  return error?.code === 'loginRefused' || error?.details['staleNonce'] === true;
}

function answersOf(
  exchanges: ReadonlyMap<Question, Exchange>,
  answered: boolean,
  stateBefore: ProfileQState,
): Answers {
  const services =
    read(exchanges.get('GetServices'), readServices) ??
    read(exchanges.get('GetCapabilities'), readCapabilities);
  const findings: Finding[] = [];
  const refusing = [...exchanges]
    .filter(([, each]) => wantsLogin(each))
    .map(([question]) => `tds:${question}`);
  if (stateOf(exchanges, stateBefore) === 'factoryDefault' && refusing.length > 0) {
    findings.push({
      code: 'factory-default-asks-for-login',
      message: `The device says Factory Default, where everything is anonymous, but asks for a login at ${refusing.join(', ')}.`,
    });
  }
  const reply = [...exchanges.values()].map(lastReply).find(each => each !== undefined);
  return {
    answered,
    findings,
    ...defined('scopes', read(exchanges.get('GetScopes'), readScopes)),
    ...defined('services', services),
    ...defined('endpoint', read(exchanges.get('GetEndpointReference'), readEndpointReference)),
    ...defined('information', read(exchanges.get('GetDeviceInformation'), readInformation)),
    ...defined('users', read(exchanges.get('GetUsers'), readUsers)),
    ...defined('certificate', reply?.certificate),
    ...defined('remoteAddress', reply?.remoteAddress),
    ...defined('problem', gravest(exchanges, services !== undefined)),
  };
}

/** A refused login before a missing one before anything else that is not just an operation the device lacks. */
function gravest(exchanges: ReadonlyMap<Question, Exchange>, hasServices: boolean): OnvifError | undefined {
  const optional: Question[] = ['GetEndpointReference', 'GetUsers', 'GetSystemDateAndTime'];
  const errors = [...exchanges].flatMap(([question, exchange]) => {
    const error = errorOf(exchange);
    if (!error) return [];
    const login = error.code === 'loginRefused' || error.code === 'credentialsRequired';
    if (optional.includes(question) && hasAnswer(exchange) && !login) return [];
    if (question === 'GetServices' && hasServices) return [];
    return [error];
  });
  const worst = ['loginRefused', 'credentialsRequired'].flatMap(code =>
    errors.filter(each => each.code === code),
  )[0];
  return worst ?? errors[0];
}

function stateOf(exchanges: ReadonlyMap<Question, Exchange>, before: ProfileQState): ProfileQState {
  const scopes = read(exchanges.get('GetScopes'), readScopes);
  return scopes ? profileQState(scopes) : before;
}

function read<T>(exchange: Exchange | undefined, reader: (reply: XmlElement) => T): T | undefined {
  return exchange?.outcome.kind === 'reply' ? reader(exchange.outcome.body) : undefined;
}

function errorOf(exchange: Exchange | undefined): OnvifError | undefined {
  return exchange === undefined || exchange.outcome.kind === 'reply' ? undefined : exchange.outcome.error;
}

function wantsLogin(exchange: Exchange): boolean {
  return errorOf(exchange)?.code === 'credentialsRequired';
}

/** Answered, but not with what was asked for and not for want of a login. */
function isLacking(exchange: Exchange | undefined): boolean {
  return (
    exchange !== undefined &&
    exchange.outcome.kind !== 'reply' &&
    !wantsLogin(exchange) &&
    hasAnswer(exchange)
  );
}

function hasAnswer(exchange: Exchange): boolean {
  return lastReply(exchange) !== undefined;
}

function lastReply(exchange: Exchange) {
  const result = exchange.attempts.at(-1)?.result;
  return result?.kind === 'reply' ? result.reply : undefined;
}

function defined<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
