import { validationError } from '../errors';
import { STATE_VALUES, type StateValue } from './alarm';

/** The rule of a composite alarm; alarms are referred to by name or ARN, as written. */
export type Rule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarm: string }
  | { readonly kind: 'not'; readonly operand: Rule }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Rule[] }
  | {
      readonly kind: 'atLeast';
      readonly needed: AtLeast;
      readonly test: StateTest;
      readonly alarms: readonly string[];
    };

interface AtLeast {
  readonly amount: number;
  readonly percent: boolean;
}

interface StateTest {
  readonly state: StateValue;
  readonly negated: boolean;
}

const TOKEN = /\s*(?:(?<quoted>"(?:\\.|[^"\\])*")|(?<sign>[(),])|(?<word>[^\s(),"]+))/y;

interface Token {
  readonly kind: 'quoted' | 'sign' | 'word';
  readonly text: string;
  readonly at: number;
}

/** Whether the rule holds, given the states of the alarms it refers to. */
export function holds(rule: Rule, stateOf: (alarm: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value;
    case 'state':
      return stateOf(rule.alarm) === rule.state;
    case 'not':
      return !holds(rule.operand, stateOf);
    case 'and':
      return rule.operands.every((operand) => holds(operand, stateOf));
    case 'or':
      return rule.operands.some((operand) => holds(operand, stateOf));
    default: {
      const matching = rule.alarms.filter((alarm) => (stateOf(alarm) === rule.test.state) !== rule.test.negated).length;
      const { amount, percent } = rule.needed;
      return matching >= (percent ? (amount / 100) * rule.alarms.length : amount);
    }
  }
}

/** The alarms that a rule refers to, as written, each once. */
export function alarmsIn(rule: Rule): readonly string[] {
  const all = (each: Rule): readonly string[] => {
    switch (each.kind) {
      case 'constant':
        return [];
      case 'state':
        return [each.alarm];
      case 'not':
        return all(each.operand);
      case 'atLeast':
        return each.alarms;
      default:
        return each.operands.flatMap(all);
    }
  };
  return [...new Set(all(rule))];
}

/** Parses an `AlarmRule`. */
export function parseRule(text: string): Rule {
  const tokens = tokenize(text);
  let position = 0;

  const fail = (): never => {
    const token = tokens[position];
    throw token === undefined
      ? validationError('Error in AlarmRule [Unexpected end of the rule]')
      : unsupported(token.text, token.at);
  };
  const isWord = (word: string): boolean => tokens[position]?.kind === 'word' && tokens[position]?.text === word;
  const expect = (sign: string): void => {
    if (tokens[position]?.kind !== 'sign' || tokens[position]?.text !== sign) fail();
    position++;
  };
  const takeWord = (): string => {
    const token = tokens[position];
    if (token?.kind !== 'word') return fail();
    position++;
    return token.text;
  };
  const takeAlarm = (): string => {
    const token = tokens[position];
    if (token === undefined || token.kind === 'sign') return fail();
    position++;
    return token.kind === 'quoted' ? token.text.slice(1, -1).replaceAll(/\\(.)/g, '$1') : token.text;
  };
  const takeState = (): StateValue => {
    const state = STATE_VALUES.find(isWord);
    if (state === undefined) return fail();
    position++;
    return state;
  };

  const parseAtLeast = (): Rule => {
    expect('(');
    const [, amount, percent] = /^(\d+)(%?)$/.exec(tokens[position]?.text ?? '') ?? [];
    if (amount === undefined || Number(amount) < 1) return fail();
    position++;
    expect(',');
    const negated = isWord('NOT');
    if (negated) position++;
    const state = takeState();
    expect(',');
    expect('(');
    const alarms = [takeAlarm()];
    while (tokens[position]?.text === ',') {
      position++;
      alarms.push(takeAlarm());
    }
    expect(')');
    expect(')');
    return {
      kind: 'atLeast',
      needed: { amount: Number(amount), percent: percent === '%' },
      test: { state, negated },
      alarms,
    };
  };

  const parseOperand = (): Rule => {
    const token = tokens[position];
    if (token?.kind === 'sign' && token.text === '(') {
      position++;
      const inner = parseOr();
      expect(')');
      return inner;
    }
    if (isWord('NOT')) {
      position++;
      return { kind: 'not', operand: parseOperand() };
    }
    if (token?.kind === 'word' && /^(TRUE|FALSE)$/i.test(token.text)) {
      return { kind: 'constant', value: takeWord().toUpperCase() === 'TRUE' };
    }
    if (isWord('AT_LEAST')) {
      position++;
      return parseAtLeast();
    }
    const state = takeState();
    expect('(');
    const alarm = takeAlarm();
    expect(')');
    return { kind: 'state', state, alarm };
  };
  const parseChain = (word: 'AND' | 'OR', next: () => Rule): Rule => {
    const first = next();
    const operands = [first];
    while (isWord(word)) {
      position++;
      operands.push(next());
    }
    return operands.length === 1 ? first : { kind: word === 'AND' ? 'and' : 'or', operands };
  };
  const parseAnd = (): Rule => parseChain('AND', parseOperand);
  const parseOr = (): Rule => parseChain('OR', parseAnd);

  const rule = parseOr();
  if (position < tokens.length) fail();
  return rule;
}

function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  const pattern = new RegExp(TOKEN.source, 'y');
  while (pattern.lastIndex < source.length) {
    const from = pattern.lastIndex;
    const groups = pattern.exec(source)?.groups;
    if (groups === undefined) throw unsupported(source.slice(from).trimStart().slice(0, 1), from);
    for (const kind of ['quoted', 'sign', 'word'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found, at: pattern.lastIndex - found.length });
    }
  }
  return tokens;
}

function unsupported(token: string, at: number): Error {
  return validationError(`Error in AlarmRule [Unsupported token '${token}' at char ${at}]`);
}
