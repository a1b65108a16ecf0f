import type { Severity } from '../language/diagnostic.ts';
import type { Verdict } from './compare.ts';
import type { Note } from './declaration.ts';
import type { GroupReport } from './service.ts';
import type { SubnetFact } from './subnets.ts';

/** A rule about what a look at AWS finds: one verdict each. */
export interface DriftRule {
  readonly id: string;
  readonly verdict: Verdict;
  readonly summary: string;
  readonly docs: string;
  severity(group: GroupReport): Severity;
}

const groupDocs = 'https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_AutoScalingGroup.html';

export const driftRules: readonly DriftRule[] = [
  {
    id: 'plumbline_subnet_order',
    verdict: 'order',
    summary: "Subnets of an Auto Scaling group are declared in AWS's order",
    docs: 'https://github.com/ansible/ansible/issues/25182',
    severity: ({ declaration }) => (declaration.order === 'positional' ? 'warning' : 'information'),
  },
  {
    id: 'plumbline_subnet_membership',
    verdict: 'membership',
    summary: 'An Auto Scaling group has the subnets that are declared',
    docs: groupDocs,
    severity: () => 'warning',
  },
  {
    id: 'plumbline_subnet_duplicate',
    verdict: 'duplicate',
    summary: 'An Auto Scaling group declares every subnet once',
    docs: groupDocs,
    severity: () => 'warning',
  },
  {
    id: 'plumbline_single_zone',
    verdict: 'single-zone',
    summary: 'Several subnets of an Auto Scaling group are in more than one zone',
    docs: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/auto-scaling-availability-zone-balanced.html',
    severity: () => 'information',
  },
  {
    id: 'plumbline_group_missing',
    verdict: 'missing',
    summary: 'A declared Auto Scaling group is in AWS',
    docs: groupDocs,
    severity: () => 'warning',
  },
];

interface FactRule {
  readonly id: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly docs: string;
}

/** Rules about single subnets, where EC2 was asked. */
export const factRules: Readonly<Record<SubnetFact['kind'], FactRule>> = {
  deleted: {
    id: 'plumbline_subnet_deleted',
    severity: 'warning',
    summary: 'Subnets of an Auto Scaling group are there',
    docs: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-in-vpc.html',
  },
  otherVpc: {
    id: 'plumbline_subnet_vpc',
    severity: 'warning',
    summary: 'Subnets of an Auto Scaling group are in one VPC',
    docs: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-in-vpc.html',
  },
};

/** Rules that need no look at AWS. */
export const noteRules: Readonly<
  Record<Note['rule'], { readonly severity: Severity; readonly summary: string; readonly docs: string }>
> = {
  plumbline_subnet_space: {
    severity: 'warning',
    summary: 'Subnets in a comma-separated text stand without blanks',
    docs: 'https://docs.ansible.com/ansible/latest/dev_guide/developing_program_flow_modules.html#argument-spec',
  },
  plumbline_asg_module: {
    severity: 'hint',
    summary: 'The Auto Scaling group module is called by the name that it has today',
    docs: 'https://docs.ansible.com/ansible/latest/collections/community/aws/ec2_asg_module.html',
  },
};
