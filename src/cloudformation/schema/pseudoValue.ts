/** An example of what a pseudo parameter is in a region; undefined for AWS::NoValue. */
export function pseudoValue(name: string, region: string): string | readonly string[] | undefined {
  const china = region.startsWith('cn-');
  const partition = china ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const account = '123456789012';
  switch (name) {
    case 'AWS::AccountId':
      return account;
    case 'AWS::NotificationARNs':
      return [`arn:${partition}:sns:${region}:${account}:notification`];
    case 'AWS::Partition':
      return partition;
    case 'AWS::Region':
      return region;
    case 'AWS::StackId':
      return `arn:${partition}:cloudformation:${region}:${account}:stack/teststack/51af3dc0-da77-11e4-872e-1234567db123`;
    case 'AWS::StackName':
      return 'teststack';
    case 'AWS::URLSuffix':
      return china ? 'amazonaws.com.cn' : 'amazonaws.com';
    default:
      return undefined;
  }
}
