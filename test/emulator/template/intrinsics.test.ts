import { resolve, type Scope } from '../../../lib/emulator/template/intrinsics';

const SCOPE: Scope = {
  ref: (name) => ({ 'AWS::NoValue': undefined, Stage: 'prod', List: ['a', 'b'] })[name] ?? `${name}-name`,
  attribute: (logicalId, name) => `${logicalId}/${name}`,
  conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    IsTest: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsTest' }, { Condition: 'IsProd' }] },
    Both: { 'Fn::And': [{ Condition: 'IsTest' }, { Condition: 'IsProd' }] },
  },
  mappings: { Regions: { 'eu-west-1': { zone: 'a' } } },
};

const NO_VALUE: Scope = { ...SCOPE, ref: (name) => (name === 'AWS::NoValue' ? undefined : SCOPE.ref(name)) };

describe('an intrinsic function', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Table' }, 'Table-name'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Nested.Outputs.Arn' }, 'Nested/Outputs.Arn'],
    ['Fn::Join', { 'Fn::Join': [':', ['arn', { Ref: 'A' }, 3]] }, 'arn:A-name:3'],
    ['Fn::Join over a list', { 'Fn::Join': ['', { Ref: 'List' }] }, 'ab'],
    ['Fn::Sub', { 'Fn::Sub': '${A}/${B.Arn}/${!Literal}' }, 'A-name/B/Arn/${Literal}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${X}-${A}', { X: { Ref: 'Stage' } }] }, 'prod-A-name'],
    ['Fn::Select of Fn::Split', { 'Fn::Select': ['1', { 'Fn::Split': ['|', 'bus|rule'] }] }, 'rule'],
    ['Fn::If that holds', { 'Fn::If': ['IsProd', 'yes', 'no'] }, 'yes'],
    ['Fn::If that does not', { 'Fn::If': ['IsTest', 'yes', { Ref: 'No' }] }, 'No-name'],
    ['Fn::Or and Fn::And', [{ 'Fn::If': ['Either', 1, 2] }, { 'Fn::If': ['Both', 1, 2] }], [1, 2]],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Regions', 'eu-west-1', 'zone'] }, 'a'],
    ['Fn::Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['no function', { Ref: 'A', more: true }, { Ref: 'A', more: true }],
    [
      'a policy condition, which is no function',
      { Condition: { Bool: { 'aws:x': 'true' } } },
      { Condition: { Bool: { 'aws:x': 'true' } } },
    ],
  ])('%s gives its value', (_title, value, expected) => {
    expect(resolve(value, SCOPE)).toEqual(expected);
  });

  it('leaves out what has no value', () => {
    const value = { a: { 'Fn::If': ['IsTest', 1, { Ref: 'AWS::NoValue' }] }, b: [{ Ref: 'AWS::NoValue' }, 2] };
    expect(resolve(value, NO_VALUE)).toEqual({ b: [2] });
  });

  it.each<[unknown, string]>([
    [{ 'Fn::ImportValue': 'x' }, 'not emulated: Fn::ImportValue in a template'],
    [{ 'Fn::If': ['Unknown', 1, 2] }, 'the template has no condition Unknown'],
    [{ 'Fn::FindInMap': ['Regions', 'us-east-1', 'zone'] }, 'no entry Regions/us-east-1/zone'],
    [{ 'Fn::Join': ['', [{ 'Fn::Split': [',', 'a,b'] }]] }, 'an intrinsic function needs text'],
  ])('is refused in %j', (value, message) => {
    expect(() => resolve(value, SCOPE)).toThrow(message);
  });
});
