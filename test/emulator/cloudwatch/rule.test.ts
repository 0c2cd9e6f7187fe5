import * as fc from 'fast-check';
import type { StateValue } from '../../../lib/emulator/cloudwatch/alarms/alarm';
import { alarmsIn, holds, parseRule } from '../../../lib/emulator/cloudwatch/alarms/rule';
import { AwsError } from '../../../lib/emulator/service';
import { errorOf, thrownBy } from './support';

const STATES: Record<string, StateValue> = { a: 'ALARM', b: 'OK', c: 'INSUFFICIENT_DATA', 'my "own" alarm': 'ALARM' };

const evaluate = (text: string): boolean => holds(parseRule(text), (name) => STATES[name]);

describe('an alarm rule', () => {
  it.each([
    ['ALARM(a)', true],
    ['ALARM("a") AND ALARM(b)', false],
    ['OK(b) AND INSUFFICIENT_DATA(c)', true],
    ['ALARM(b) OR ALARM(a)', true],
    ['ALARM(a) AND NOT ALARM(b)', true],
    ['NOT (ALARM(a) OR OK(a))', false],
    ['ALARM(b) AND ALARM(b) OR ALARM(a)', true],
    ['ALARM(b) AND (ALARM(b) OR ALARM(a))', false],
    ['TRUE', true],
    ['false', false],
    [String.raw`ALARM("my \"own\" alarm")`, true],
    ['AT_LEAST(2, ALARM, (a, b, c))', false],
    ['AT_LEAST(2, NOT ALARM, (a, b, c))', true],
    ['AT_LEAST(50%, OK, (a, b))', true],
    ['AT_LEAST(51%, OK, (a, b))', false],
    ['AT_LEAST(1, ALARM, (a, b)) AND NOT ALARM(c)', true],
  ])('%s is %p', (text, expected) => {
    expect(evaluate(text)).toBe(expected);
  });

  it('names its alarms once, names and ARNs as written', () => {
    const rule =
      'ALARM(a) OR (NOT OK("arn:aws:cloudwatch:eu-west-1:123456789012:alarm:b") AND AT_LEAST(1, OK, (a, c)))';
    expect(alarmsIn(parseRule(rule))).toEqual(['a', 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:b', 'c']);
  });

  it.each([
    ['()', "Unsupported token ')' at char 1"],
    ['ALARM(a) XOR ALARM(b)', "Unsupported token 'XOR' at char 9"],
    ['ALARM a', "Unsupported token 'a' at char 6"],
    ['AT_LEAST(0, ALARM, (a))', "Unsupported token '0' at char 9"],
    ['ALARM(a) AND', 'Unexpected end of the rule'],
    ['', 'Unexpected end of the rule'],
  ])('%p is refused', (text, problem) => {
    expect(errorOf(() => parseRule(text))).toMatchObject({
      code: 'ValidationException',
      message: `Error in AlarmRule [${problem}]`,
    });
  });

  it('fails with an AWS error, whatever the text', () => {
    const part = fc.constantFrom('ALARM', '(', ')', 'a', 'AND', 'NOT', ' ', '"', ',', 'AT_LEAST', '2', 'TRUE');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const error = thrownBy(() => parseRule(parts.join(' ')));
        expect(error === undefined || error instanceof AwsError).toBe(true);
      }),
    );
  });
});
