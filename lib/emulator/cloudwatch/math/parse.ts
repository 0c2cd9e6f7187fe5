import { notEmulated } from '../../service';
import { validationError } from '../errors';

export type BinaryOperator = '+' | '-' | '*' | '/' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'AND' | 'OR';

/** A metric math expression. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] };

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_]\w*)|(?<text>"[^"]*"|'[^']*')|(?<sign>&&|\|\||==|!=|<=|>=|[-+*/^<>()[\],]))/y;

interface Token {
  readonly kind: 'number' | 'name' | 'text' | 'sign';
  readonly text: string;
}

const OPERATORS: Readonly<Record<string, { readonly operator: BinaryOperator; readonly strength: number }>> = {
  OR: { operator: 'OR', strength: 1 },
  '||': { operator: 'OR', strength: 1 },
  AND: { operator: 'AND', strength: 2 },
  '&&': { operator: 'AND', strength: 2 },
  '==': { operator: '==', strength: 3 },
  '!=': { operator: '!=', strength: 3 },
  '<': { operator: '<', strength: 4 },
  '<=': { operator: '<=', strength: 4 },
  '>': { operator: '>', strength: 4 },
  '>=': { operator: '>=', strength: 4 },
  '+': { operator: '+', strength: 5 },
  '-': { operator: '-', strength: 5 },
  '*': { operator: '*', strength: 6 },
  '/': { operator: '/', strength: 6 },
  '^': { operator: '^', strength: 8 },
};
const NEGATION_STRENGTH = 7;

/** Parses the expression of the query `id`. */
export function parseExpression(text: string, id: string): Expression {
  if (/^\s*SELECT\b/i.test(text)) throw notEmulated('Metrics Insights queries');
  const tokens = tokenize(text, id);
  let position = 0;

  const fail = (): Error => syntaxError(id);
  const peek = (): Token | undefined => tokens[position];
  const isSign = (sign: string): boolean => peek()?.kind === 'sign' && peek()?.text === sign;
  const take = (): Token => {
    const token = tokens[position++];
    if (token === undefined) throw fail();
    return token;
  };
  const expect = (sign: string): void => {
    if (!isSign(sign)) throw fail();
    position++;
  };

  const parseList = (close: string): readonly Expression[] => {
    const items: Expression[] = [];
    if (!isSign(close)) {
      items.push(parseFrom(0));
      while (isSign(',')) {
        position++;
        items.push(parseFrom(0));
      }
    }
    expect(close);
    return items;
  };

  const parseOperand = (): Expression => {
    const token = take();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', value: token.text.slice(1, -1) };
    if (token.kind === 'name') {
      if (Object.hasOwn(OPERATORS, token.text)) throw fail();
      if (!isSign('(')) return { kind: 'name', name: token.text };
      position++;
      return { kind: 'call', name: token.text, args: parseList(')') };
    }
    if (token.text === '-') return { kind: 'negate', operand: parseFrom(NEGATION_STRENGTH) };
    if (token.text === '[') return { kind: 'list', items: parseList(']') };
    if (token.text !== '(') throw fail();
    const inner = parseFrom(0);
    expect(')');
    return inner;
  };

  const parseFrom = (weakest: number): Expression => {
    let left = parseOperand();
    for (;;) {
      const next = peek();
      const found = next !== undefined && Object.hasOwn(OPERATORS, next.text) ? OPERATORS[next.text] : undefined;
      if (found === undefined || next?.kind === 'text' || found.strength < weakest) return left;
      position++;
      // A power is right-associative, everything else left-associative.
      const right = parseFrom(found.operator === '^' ? found.strength : found.strength + 1);
      left = { kind: 'binary', operator: found.operator, left, right };
    }
  };

  const whole = parseFrom(0);
  if (position < tokens.length) throw fail();
  return whole;
}

/** All names that an expression refers to (function names not included). */
export function namesIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'name':
      return [expression.name];
    case 'negate':
      return namesIn(expression.operand);
    case 'binary':
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case 'call':
      return expression.args.flatMap(namesIn);
    case 'list':
      return expression.items.flatMap(namesIn);
    default:
      return [];
  }
}

/** Whether an expression calls `METRICS()`, which reads every metric of the request. */
export function callsMetrics(expression: Expression): boolean {
  switch (expression.kind) {
    case 'negate':
      return callsMetrics(expression.operand);
    case 'binary':
      return callsMetrics(expression.left) || callsMetrics(expression.right);
    case 'call':
      return expression.name === 'METRICS' || expression.args.some(callsMetrics);
    case 'list':
      return expression.items.some(callsMetrics);
    default:
      return false;
  }
}

function tokenize(text: string, id: string): readonly Token[] {
  const tokens: Token[] = [];
  const source = text.trimEnd();
  const pattern = new RegExp(TOKEN.source, 'y');
  while (pattern.lastIndex < source.length) {
    const groups = pattern.exec(source)?.groups;
    if (groups === undefined) throw syntaxError(id);
    for (const kind of ['number', 'name', 'text', 'sign'] as const) {
      const found = groups[kind];
      if (found !== undefined) tokens.push({ kind, text: found });
    }
  }
  return tokens;
}

function syntaxError(id: string): Error {
  return validationError(`Error in expression '${id}': Invalid syntax`);
}
