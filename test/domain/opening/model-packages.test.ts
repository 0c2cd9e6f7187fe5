import type { EndpointState } from '../../../lib/domain/traffic/endpoint';
import {
  type ExistingModel,
  isMadeOf,
  type PackageFindings,
  refusePackage,
  versionIn,
} from '../../../lib/domain/opening/model-packages';

const PLACE = 'arn:aws:sagemaker:eu-west-1:123456789012';
const VERSION = `${PLACE}:model-package/fraud/7`;
const ROLE = 'arn:aws:iam::123456789012:role/models';
const ENDPOINT: EndpointState = {
  name: 'fraud',
  arn: `${PLACE}:endpoint/fraud`,
  status: 'InService',
  config: 'fraud-config',
  variants: [],
  shadowVariants: 0,
};
const SERVING: ExistingModel = { madeOf: [undefined], isIsolated: false, executionRole: ROLE };
const FOUND: PackageFindings = {
  state: { approval: 'Approved', status: 'Completed' },
  serving: SERVING,
  roles: ['arn:aws:iam::123456789012:role/*'],
};
const withState = (approval: string, status = 'Completed') => ({ ...FOUND, state: { approval, status } });
const made = (...madeOf: ExistingModel['madeOf']) => ({ made: { madeOf, isIsolated: false } });

const { roles: _roles, ...UNKNOWN_ROLES } = FOUND;
const { serving: _serving, ...ORPHANED } = FOUND;
const STRANGER = { ...SERVING, executionRole: 'arn:aws:iam::123456789012:user/x' };

function refusals(modelPackage: PackageFindings | undefined, endpoint: EndpointState | undefined = ENDPOINT) {
  return refusePackage({ endpoint: 'fraud', model: 'fraud-v7' }, VERSION, { endpoint, modelPackage });
}

describe('versionIn', () => {
  it.each([
    [VERSION, { group: 'fraud', version: 7 }],
    [
      'arn:aws-cn:sagemaker:cn-north-1:123456789012:model-package/Fraud-Models/12',
      { group: 'fraud-models', version: 12 },
    ],
    [`${PLACE}:model-package/fraud`, undefined],
    [`${PLACE}:model-package/fraud/0`, undefined],
    [`${PLACE}:model-package-group/fraud/7`, undefined],
    [`${PLACE}:model/fraud/7`, undefined],
    ['fraud/7', undefined],
  ])('of %s is %j', (arn, version) => {
    expect(versionIn(arn)).toEqual(version);
  });
});

describe('isMadeOf', () => {
  it.each<[ExistingModel['madeOf'], boolean]>([
    [[VERSION], true],
    [[VERSION.replace('fraud', 'Fraud')], true],
    [[VERSION, undefined], false],
    [[undefined], false],
    [[`${VERSION}1`], false],
    [[], false],
  ])('of %j is %j', (madeOf, answer) => {
    expect(isMadeOf({ madeOf, isIsolated: false }, VERSION)).toBe(answer);
  });
});

describe('refusePackage', () => {
  it.each<[string, PackageFindings]>([
    ['an approved version, and a role that may be passed', FOUND],
    ['a model that is made of it already, whatever serves', { ...FOUND, ...made(VERSION), serving: STRANGER }],
    ['roles that are not known', { ...UNKNOWN_ROLES, serving: STRANGER }],
  ])('has nothing against %s', (_, change) => {
    expect(refusals(change)).toEqual([]);
  });

  it.each<[string, PackageFindings | undefined, RegExp]>([
    ['a version that was not looked for', undefined, /^model package \S+fraud\/7 does not exist; register/],
    ['a version that does not exist', {}, /^model package \S+fraud\/7 does not exist; register/],
    ['one that waits', withState('PendingManualApproval'), /is PendingManualApproval, not Approved/],
    ['one that was rejected', withState('Rejected'), /is Rejected, not Approved; approve it/],
    ['one that failed', withState('Approved', 'Failed'), /is Failed, not Completed/],
    [
      'a name that an image has',
      { ...FOUND, ...made(undefined) },
      /^model fraud-v7 exists and is not made of \S+fraud\/7 alone/,
    ],
    [
      'a name that another version has',
      { ...FOUND, ...made(`${PLACE}:model-package/fraud/8`) },
      /^model fraud-v7 exists/,
    ],
    [
      'a role that may not be passed',
      { ...FOUND, roles: [''] },
      /^the stack may not pass role \S+models to a model; .* none$/,
    ],
    ['a model that serves and is gone', ORPHANED, /does not exist any more/],
  ])('refuses %s, once', (_, change, reason) => {
    expect(refusals(change)).toEqual([expect.stringMatching(reason)]);
  });

  it('refuses a first deployment, which has no role to take over', () => {
    const none = { endpoint: undefined, modelPackage: FOUND };
    expect(refusePackage({ endpoint: 'fraud', model: 'fraud-v7' }, VERSION, none)).toEqual([
      expect.stringMatching(/^endpoint fraud does not exist, so there is no model from which/),
    ]);
  });

  it.each(['eu-west-1:999999999999', 'us-east-1:123456789012'])('refuses a version for an endpoint in %s', (place) => {
    const arn = `arn:aws:sagemaker:${place}:endpoint/fraud`;
    expect(refusals(FOUND, { ...ENDPOINT, arn })).toEqual([
      expect.stringContaining('is not in the account and Region of endpoint fraud'),
    ]);
  });
});
