import { deploy, type Deployed } from './deployed';

const REGISTERED = `
endpoint: fraud-detector
phases:
  - { name: canary, traffic: 20%, bake: 4m }
  - { name: full, traffic: 100%, bake: 4m }
`;
const WHY = ['--reason', 'every approved model goes out'];

describe('approved versions of the Model Registry', () => {
  let account: Deployed;
  const executions = () =>
    account.stage.emulator.stepFunctions.executions().filter(({ arn }) => arn.includes('Rollouts-canary'));

  beforeAll(async () => {
    account = await deploy();
  });
  afterAll(() => account.close());

  it('start nothing where no blueprint is registered', async () => {
    const arn = account.stage.emulator.sageMaker.registerModelPackage('fraud');
    account.stage.emulator.sageMaker.decideOnModelPackage(arn, { approval: 'Approved' });
    await account.pass(60);
    expect(executions()).toEqual([]);
  });

  it.each([
    [['register'], 'GROUP is missing'],
    [['register', 'fraud'], 'BLUEPRINT is missing'],
    [['register', 'fraud', 'blueprint.yaml'], '--reason is missing'],
    [['register', 'fraud', 'nowhere.yaml', ...WHY], 'cannot read nowhere.yaml'],
  ])('are not registered by %j', async (argv, message) => {
    const { code, err } = await account.run(argv, { blueprint: REGISTERED });
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('are registered by a person, with a dry run first', async () => {
    const argv = ['register', 'fraud', 'blueprint.yaml', ...WHY];
    const planned = await account.run([...argv, '--dry-run'], { blueprint: REGISTERED });
    expect(planned.out).toBe('would release approved versions of fraud to fraud-detector; nothing was done\n');
    const { code, out } = await account.run(argv, { blueprint: REGISTERED });
    expect(out).toBe('fraud: approved versions are released to fraud-detector from now on\n');
    expect(code).toBe(0);
  });

  it('start the registered release, with a model that has the role of the one that serves', async () => {
    const { sageMaker } = account.stage.emulator;
    const arn = sageMaker.registerModelPackage('fraud');
    await account.pass(10);
    expect(executions()).toEqual([]);
    sageMaker.decideOnModelPackage(arn, { approval: 'Approved' });
    const { out } = await account.until(['status'], /fraud-detector\/1 +fraud-v2/);
    expect(out).toContain('fraud-v2');
    const model = await account.stage.emulator.direct('SageMaker', 'DescribeModel', { ModelName: 'fraud-v2' });
    expect(model).toMatchObject({
      Containers: [{ ModelPackageName: arn }],
      ExecutionRoleArn: 'arn:aws:iam::123456789012:role/sagemaker-execution',
    });
    expect(executions()).toHaveLength(1);
  });

  it('do not start twice when the approval is told again', async () => {
    const detail = {
      ModelPackageGroupName: 'fraud',
      ModelPackageVersion: 2,
      ModelPackageArn: 'arn:aws:sagemaker:us-east-1:123456789012:model-package/fraud/2',
      ModelApprovalStatus: 'Approved',
    };
    const { eventBridge, stepFunctions } = account.stage.emulator;
    const [first] = executions();
    const at = /-v2-(\d{17})$/.exec(first?.arn ?? '')?.[1] ?? '';
    const [, year, month, day, hour, minute, second, ms] =
      /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(at) ?? [];
    const told = (more: object) =>
      eventBridge.emit({
        source: 'aws.sagemaker',
        detailType: 'SageMaker Model Package State Change',
        resources: [],
        detail: { ...detail, ...more },
      });
    // The same approval, delivered once more; and an edit of something else in the approved version.
    told({
      LastModifiedTime: `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`,
      UpdatedModelPackageFields: ['ModelApprovalStatus'],
    });
    told({ LastModifiedTime: '2026-01-05T12:00:00.000Z', UpdatedModelPackageFields: ['CustomerMetadataProperties'] });
    await account.pass(60);
    expect(executions()).toHaveLength(1);
    expect(stepFunctions.executions().filter(({ arn }) => arn.includes('fraud-v2'))).toHaveLength(1);
  });

  it('start nothing any more once the registration has ended', async () => {
    const { out } = await account.run(['register', 'fraud', '--remove', ...WHY]);
    expect(out).toBe('fraud: approved versions start nothing any more\n');
    const arn = account.stage.emulator.sageMaker.registerModelPackage('fraud', 'Approved');
    await account.pass(60);
    expect(arn).toMatch(/fraud\/3$/);
    expect(executions()).toHaveLength(1);
  });
});
