import { extensionRule } from '../extension.ts';

export const volumeIops = extensionRule({
  id: 'E3671',
  summary: 'A volume has the IOPS that its type needs',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-launchconfiguration.html',
  places: [
    'AWS::AutoScaling::LaunchConfiguration/P/BlockDeviceMappings/*/Ebs',
    'AWS::EC2::Instance/P/BlockDeviceMappings/*/Ebs',
    'AWS::EC2::LaunchTemplate/P/LaunchTemplateData/BlockDeviceMappings/*/Ebs',
    'AWS::EC2::SpotFleet/P/SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*/Ebs',
    'AWS::OpsWorks::Instance/P/BlockDeviceMappings/*/Ebs',
  ],
  schema: 'aws_ec2_instance/blockdevicemappings',
});

export const primaryAddress = extensionRule({
  id: 'E3674',
  summary: 'A private address and a primary address are not given together',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html',
  places: [
    'AWS::EC2::Instance/P',
    'AWS::EC2::NetworkInterface/P',
  ],
  schema: 'aws_ec2_instance/privateipaddress',
});

export const listenerCertificate = extensionRule({
  id: 'E3676',
  summary: 'A listener whose protocol is encrypted has a certificate',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html',
  places: ['AWS::ElasticLoadBalancingV2::Listener/P'],
  schema: 'aws_elasticloadbalancingv2_listener/certificate',
  all: true,
});

export const classicCertificate = extensionRule({
  id: 'E3679',
  summary: 'A listener of a classic load balancer whose protocol is encrypted has a certificate',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancing-loadbalancer.html',
  places: ['AWS::ElasticLoadBalancing::LoadBalancer/P/Listeners/*'],
  schema: 'aws_elasticloadbalancing_loadbalancer/certificate',
  all: true,
});

export const applicationSubnets = extensionRule({
  id: 'E3680',
  summary: 'An application load balancer has at least two subnets',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html',
  places: ['AWS::ElasticLoadBalancingV2::LoadBalancer/P'],
  schema: 'aws_elasticloadbalancingv2_loadbalancer/application_subnets',
  all: true,
});

export const targetType = extensionRule({
  id: 'E3681',
  summary: 'A target group has the properties that its target type needs',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html',
  places: ['AWS::ElasticLoadBalancingV2::TargetGroup/P'],
  schema: 'aws_elasticloadbalancingv2_targetgroup/targettype_restrictions',
  all: true,
});

export const targetProtocol = extensionRule({
  id: 'E3683',
  summary: 'A target group has the properties that its protocol allows',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html',
  places: ['AWS::ElasticLoadBalancingV2::TargetGroup/P'],
  schema: 'aws_elasticloadbalancingv2_targetgroup/protocol_restrictions',
  all: true,
});

export const healthProtocol = extensionRule({
  id: 'E3684',
  summary: 'A target group has the properties that its health check protocol allows',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html',
  places: ['AWS::ElasticLoadBalancingV2::TargetGroup/P'],
  schema: 'aws_elasticloadbalancingv2_targetgroup/healthcheckprotocol_restrictions',
  all: true,
});

export const portsNeeded = extensionRule({
  id: 'E3687',
  summary: 'A rule for a protocol with ports has ports',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html',
  places: [
    'AWS::EC2::SecurityGroup/P/SecurityGroupIngress/*',
    'AWS::EC2::SecurityGroup/P/SecurityGroupEgress/*',
    'AWS::EC2::SecurityGroupEgress/P',
    'AWS::EC2::SecurityGroupIngress/P',
  ],
  schema: 'aws_ec2_securitygroup/protocols_and_port_ranges_include',
});

export const allPorts = extensionRule({
  id: 'E3688',
  summary: 'A rule for all ports says -1 for both ends',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html',
  places: [
    'AWS::EC2::SecurityGroup/P/SecurityGroupIngress/*',
    'AWS::EC2::SecurityGroup/P/SecurityGroupEgress/*',
    'AWS::EC2::SecurityGroupEgress/P',
    'AWS::EC2::SecurityGroupIngress/P',
  ],
  schema: 'aws_ec2_securitygroup/all_to_and_from_ports',
});

export const groupSize = extensionRule({
  id: 'E3706',
  summary: 'The maximum size of an Auto Scaling group is no less than its minimum',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-autoscalinggroup.html',
  places: ['AWS::AutoScaling::AutoScalingGroup/P'],
  schema: 'aws_autoscaling_autoscalinggroup/min_max_size',
});

export const ruleTargets = extensionRule({
  id: 'E3711',
  summary: 'A listener rule does not forward to targets of the protocol GENEVE',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html',
  places: ['AWS::ElasticLoadBalancingV2::ListenerRule/P'],
  schema: 'aws_elasticloadbalancingv2_listenerrule/listener_rule_target_group_protocol',
  all: true,
});

export const trackingSize = extensionRule({
  id: 'E3712',
  summary: 'A group with target tracking can grow',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-autoscaling-scalingpolicy.html',
  places: ['AWS::AutoScaling::ScalingPolicy/P'],
  schema: 'aws_autoscaling_scalingpolicy/policy_target_tracking_asg',
  all: true,
});

export const templateNetwork = extensionRule({
  id: 'E3714',
  summary: 'The subnet and the security groups of a launch template are in one VPC',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html',
  places: ['AWS::EC2::LaunchTemplate/P'],
  schema: 'aws_ec2_launchtemplate/launch_template_sg_subnet_vpc',
  all: true,
});

export const virtualName = extensionRule({
  id: 'E3715',
  summary: 'A virtual device is named ephemeral0 to ephemeral23',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html',
  places: [
    'AWS::EC2::Instance/P/BlockDeviceMappings/*',
    'AWS::EC2::LaunchTemplate/P/LaunchTemplateData/BlockDeviceMappings/*',
    'AWS::EC2::SpotFleet/P/SpotFleetRequestConfigData/LaunchSpecifications/*/BlockDeviceMappings/*',
    'AWS::AutoScaling::LaunchConfiguration/P/BlockDeviceMappings/*',
    'AWS::OpsWorks::Instance/P/BlockDeviceMappings/*',
  ],
  schema: 'aws_ec2_instance/virtualname_ephemeral',
});

export const portsIgnored = extensionRule({
  id: 'W3687',
  summary: 'A rule for a protocol without ports has no ports',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html',
  places: [
    'AWS::EC2::SecurityGroup/P/SecurityGroupIngress/*',
    'AWS::EC2::SecurityGroup/P/SecurityGroupEgress/*',
    'AWS::EC2::SecurityGroupEgress/P',
    'AWS::EC2::SecurityGroupIngress/P',
  ],
  schema: 'aws_ec2_securitygroup/protocols_and_port_ranges_exclude',
});

export const gatewayType = extensionRule({
  id: 'W3703',
  summary: 'A VPN gateway has the type ipsec.1',
  docs: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpngateway.html',
  places: ['AWS::EC2::VPNGateway/P/Type'],
  schema: 'aws_ec2_vpngateway/type_enum',
  all: true,
});
