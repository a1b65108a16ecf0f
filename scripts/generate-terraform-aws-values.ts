// Writes src/terraform/schema/data/aws-values.bin: which values the arguments of AWS resources take, out of the service
// models of the Python package botocore (Apache-2.0), matched to the arguments of the AWS provider by name: an argument
// `runtime` of aws_lambda_function is the member Runtime of the request CreateFunction of the service lambda.
// What those leave open, the types of database instances and cache nodes and the engines, is in the extension schemas of
// cfn-lint (MIT-0). Run with: node scripts/generate-terraform-aws-values.ts FOLDER-OF-BOTOCORE FOLDER-OF-CFN-LINT
// (python3 -c "import botocore, cfnlint; print(botocore.__path__[0], cfnlint.__path__[0])" prints them).
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { AwsTable } from '../src/terraform/schema/aws.ts';
import { isToldWithin } from './patternSteps.ts';
import { Botocore, plain, type Model, type Shape } from './botocore.ts';
import type { StoredBody } from '../src/terraform/schema/stored.ts';

/** Beginnings of resource types that are not named after their service. */
const prefixes: readonly [string, string][] = [
  ['alb', 'elbv2'],
  ['api_gateway', 'apigateway'],
  ['appautoscaling', 'application-autoscaling'],
  ['cloudhsm_v2', 'cloudhsmv2'],
  ['cloudwatch_event', 'events'],
  ['cloudwatch_log', 'logs'],
  ['cloudwatch', 'logs'],
  ['cognito_identity', 'cognito-identity'],
  ['cognito', 'cognito-idp'],
  ['db', 'rds'],
  ['kinesis_firehose', 'firehose'],
  ['directory_service', 'ds'],
  ['dx', 'directconnect'],
  ['elastic_beanstalk', 'elasticbeanstalk'],
  ['elasticsearch', 'es'],
  ['kinesis_analytics', 'kinesisanalytics'],
  ['lb', 'elbv2'],
  ['macie', 'macie2'],
  ['media_store', 'mediastore'],
  ['msk', 'kafka'],
  ['prometheus', 'amp'],
  ['resourcegroups', 'resource-groups'],
  ['servicequotas', 'service-quotas'],
  ['service_discovery', 'servicediscovery'],
  ['sfn', 'stepfunctions'],
  ['wafregional', 'waf-regional'],
  ['', 'ec2'],
];

/** Requests that no rule of naming leads to. */
const requests: Record<string, readonly [service: string, ...operations: string[]]> = {
  aws_acm_certificate: ['acm', 'RequestCertificate', 'ImportCertificate'],
  aws_acmpca_certificate: ['acm-pca', 'IssueCertificate'],
  aws_acmpca_certificate_authority_certificate: ['acm-pca', 'ImportCertificateAuthorityCertificate'],
  aws_ami: ['ec2', 'RegisterImage'],
  aws_apprunner_auto_scaling_configuration_version: ['apprunner', 'CreateAutoScalingConfiguration'],
  aws_appautoscaling_policy: ['application-autoscaling', 'PutScalingPolicy'],
  aws_appautoscaling_scheduled_action: ['application-autoscaling', 'PutScheduledAction'],
  aws_appautoscaling_target: ['application-autoscaling', 'RegisterScalableTarget'],
  aws_apprunner_custom_domain_association: ['apprunner', 'AssociateCustomDomain'],
  aws_cloudformation_stack_set_instance: ['cloudformation', 'CreateStackInstances'],
  aws_cloudwatch_event_permission: ['events', 'PutPermission'],
  aws_cloudwatch_event_target: ['events', 'PutTargets'],
  aws_codebuild_source_credential: ['codebuild', 'ImportSourceCredentials'],
  aws_codecommit_trigger: ['codecommit', 'PutRepositoryTriggers'],
  aws_codedeploy_app: ['codedeploy', 'CreateApplication'],
  aws_codepipeline: ['codepipeline', 'CreatePipeline'],
  aws_cognito_identity_pool: ['cognito-identity', 'CreateIdentityPool'],
  aws_cognito_identity_pool_roles_attachment: ['cognito-identity', 'SetIdentityPoolRoles'],
  aws_cognito_user_group: ['cognito-idp', 'CreateGroup'],
  aws_config_aggregate_authorization: ['config', 'PutAggregationAuthorization'],
  aws_config_configuration_recorder_status: ['config', 'StartConfigurationRecorder'],
  aws_config_organization_custom_rule: ['config', 'PutOrganizationConfigRule'],
  aws_config_organization_managed_rule: ['config', 'PutOrganizationConfigRule'],
  aws_directory_service_directory: ['ds', 'CreateMicrosoftAD', 'CreateDirectory'],
  aws_dx_hosted_private_virtual_interface: ['directconnect', 'AllocatePrivateVirtualInterface'],
  aws_dx_hosted_public_virtual_interface: ['directconnect', 'AllocatePublicVirtualInterface'],
  aws_dynamodb_table_item: ['dynamodb', 'PutItem'],
  aws_ecr_repository_policy: ['ecr', 'SetRepositoryPolicy'],
  aws_elasticache_cluster: ['elasticache', 'CreateCacheCluster'],
  aws_elasticsearch_domain_policy: ['es', 'UpdateElasticsearchDomainConfig'],
  aws_emr_cluster: ['emr', 'RunJobFlow'],
  aws_flow_log: ['ec2', 'CreateFlowLogs'],
  aws_fms_admin_account: ['fms', 'AssociateAdminAccount'],
  aws_fsx_lustre_file_system: ['fsx', 'CreateFileSystem'],
  aws_fsx_windows_file_system: ['fsx', 'CreateFileSystem'],
  aws_glue_catalog_table: ['glue', 'CreateTable'],
  aws_guardduty_invite_accepter: ['guardduty', 'AcceptAdministratorInvitation'],
  aws_guardduty_member: ['guardduty', 'CreateMembers'],
  aws_iam_access_key: ['iam', 'UpdateAccessKey'],
  aws_iam_group_membership: ['iam', 'AddUserToGroup'],
  aws_iam_group_policy_attachment: ['iam', 'AttachGroupPolicy'],
  aws_iam_instance_profile: ['iam', 'CreateInstanceProfile', 'AddRoleToInstanceProfile'],
  aws_iam_policy_attachment: ['iam', 'AttachRolePolicy'],
  aws_iam_role_policy_attachment: ['iam', 'AttachRolePolicy'],
  aws_iam_server_certificate: ['iam', 'UploadServerCertificate'],
  aws_iam_user_group_membership: ['iam', 'AddUserToGroup'],
  aws_iam_user_login_profile: ['iam', 'CreateLoginProfile'],
  aws_iam_user_policy_attachment: ['iam', 'AttachUserPolicy'],
  aws_iam_user_ssh_key: ['iam', 'UploadSSHPublicKey', 'UpdateSSHPublicKey'],
  aws_instance: ['ec2', 'RunInstances'],
  aws_iot_certificate: ['iot', 'CreateCertificateFromCsr'],
  aws_iot_policy_attachment: ['iot', 'AttachPolicy'],
  aws_iot_thing_principal_attachment: ['iot', 'AttachThingPrincipal'],
  aws_kms_ciphertext: ['kms', 'Encrypt'],
  aws_kms_external_key: ['kms', 'CreateKey'],
  aws_lightsail_static_ip: ['lightsail', 'AllocateStaticIp'],
  aws_lightsail_static_ip_attachment: ['lightsail', 'AttachStaticIp'],
  aws_network_acl_rule: ['ec2', 'CreateNetworkAclEntry'],
  aws_organizations_policy_attachment: ['organizations', 'AttachPolicy'],
  aws_redshift_snapshot_schedule_association: ['redshift', 'ModifyClusterSnapshotSchedule'],
  aws_resourcegroups_group: ['resource-groups', 'CreateGroup'],
  aws_route53_query_log: ['route53', 'CreateQueryLoggingConfig'],
  aws_route53_delegation_set: ['route53', 'CreateReusableDelegationSet'],
  aws_route53_resolver_endpoint: ['route53resolver', 'CreateResolverEndpoint'],
  aws_route53_resolver_rule: ['route53resolver', 'CreateResolverRule'],
  aws_route53_resolver_rule_association: ['route53resolver', 'AssociateResolverRule'],
  aws_route53_zone: ['route53', 'CreateHostedZone'],
  aws_route53_zone_association: ['route53', 'AssociateVPCWithHostedZone'],
  aws_securityhub_product_subscription: ['securityhub', 'EnableImportFindingsForProduct'],
  aws_servicequotas_service_quota: ['service-quotas', 'RequestServiceQuotaIncrease'],
  aws_ses_domain_mail_from: ['ses', 'SetIdentityMailFromDomain'],
  aws_ses_identity_notification_topic: ['ses', 'SetIdentityNotificationTopic'],
  aws_spot_fleet_request: ['ec2', 'RequestSpotFleet'],
  aws_spot_instance_request: ['ec2', 'RequestSpotInstances', 'RunInstances'],
  aws_ssm_maintenance_window_target: ['ssm', 'RegisterTargetWithMaintenanceWindow'],
  aws_ssm_maintenance_window_task: ['ssm', 'RegisterTaskWithMaintenanceWindow'],
  aws_ssm_patch_group: ['ssm', 'RegisterPatchBaselineForPatchGroup'],
  aws_storagegateway_cache: ['storagegateway', 'AddCache'],
  aws_storagegateway_gateway: ['storagegateway', 'ActivateGateway', 'SetSMBGuestPassword'],
  aws_transfer_ssh_key: ['transfer', 'ImportSshPublicKey'],
  aws_vpc_endpoint: ['ec2', 'CreateVpcEndpoint'],
  aws_wafregional_web_acl_association: ['waf-regional', 'AssociateWebACL'],
  aws_lb: ['elbv2', 'CreateLoadBalancer'],
  aws_alb: ['elbv2', 'CreateLoadBalancer'],
  aws_elb: ['elb', 'CreateLoadBalancer'],
  aws_autoscaling_group: ['autoscaling', 'CreateAutoScalingGroup'],
  aws_launch_configuration: ['autoscaling', 'CreateLaunchConfiguration'],
  aws_autoscaling_policy: ['autoscaling', 'PutScalingPolicy'],
  aws_ebs_volume: ['ec2', 'CreateVolume'],
  aws_cloudwatch_metric_alarm: ['cloudwatch', 'PutMetricAlarm'],
  aws_lambda_permission: ['lambda', 'AddPermission'],
  aws_backup_vault_policy: ['backup', 'PutBackupVaultAccessPolicy'],
  aws_chime_voice_connector: ['chime-sdk-voice', 'CreateVoiceConnector'],
  aws_chime_voice_connector_group: ['chime-sdk-voice', 'CreateVoiceConnectorGroup'],
  aws_chime_voice_connector_logging: ['chime-sdk-voice', 'PutVoiceConnectorLoggingConfiguration'],
  aws_chime_voice_connector_origination: ['chime-sdk-voice', 'PutVoiceConnectorOrigination'],
  aws_chime_voice_connector_streaming: ['chime-sdk-voice', 'PutVoiceConnectorStreamingConfiguration'],
  aws_chime_voice_connector_termination: ['chime-sdk-voice', 'PutVoiceConnectorTermination'],
  aws_chime_voice_connector_termination_credentials: ['chime-sdk-voice', 'PutVoiceConnectorTerminationCredentials'],
  aws_cloudwatch_event_bus: ['events', 'CreateEventBus'],
  aws_cloudwatch_event_bus_policy: ['events', 'PutPermission'],
  aws_codecommit_approval_rule_template_association: ['codecommit', 'AssociateApprovalRuleTemplateWithRepository'],
  aws_cognito_user_pool_ui_customization: ['cognito-idp', 'SetUICustomization'],
  aws_config_remediation_configuration: ['config', 'PutRemediationConfigurations'],
  aws_connect_bot_association: ['connect', 'AssociateBot'],
  aws_connect_lambda_function_association: ['connect', 'AssociateLambdaFunction'],
  aws_datasync_location_fsx_windows_file_system: ['datasync', 'CreateLocationFsxWindows'],
  aws_dx_hosted_transit_virtual_interface: ['directconnect', 'AllocateTransitVirtualInterface'],
  aws_dynamodb_tag: ['dynamodb', 'TagResource'],
  aws_ec2_host: ['ec2', 'AllocateHosts'],
  aws_elasticsearch_domain_saml_options: ['es', 'UpdateElasticsearchDomainConfig'],
  aws_fsx_ontap_file_system: ['fsx', 'CreateFileSystem'],
  aws_fsx_openzfs_file_system: ['fsx', 'CreateFileSystem'],
  aws_kms_replica_external_key: ['kms', 'ReplicateKey'],
  aws_kms_replica_key: ['kms', 'ReplicateKey'],
  aws_lightsail_instance: ['lightsail', 'CreateInstances', 'StartInstance'],
  aws_macie2_account: ['macie2', 'EnableMacie'],
  aws_prometheus_rule_group_namespace: ['amp', 'CreateRuleGroupsNamespace'],
  aws_route53_resolver_dnssec_config: ['route53resolver', 'UpdateResolverDnssecConfig'],
  aws_route53_resolver_firewall_rule_group_association: ['route53resolver', 'AssociateFirewallRuleGroup'],
  aws_route53_resolver_query_log_config: ['route53resolver', 'CreateResolverQueryLogConfig'],
  aws_route53_resolver_query_log_config_association: ['route53resolver', 'AssociateResolverQueryLogConfig'],
  aws_s3_bucket_object: ['s3', 'PutObject'],
  aws_s3_object_copy: ['s3', 'CopyObject'],
  aws_s3control_object_lambda_access_point: ['s3control', 'CreateAccessPointForObjectLambda'],
  aws_s3control_object_lambda_access_point_policy: ['s3control', 'PutAccessPointPolicyForObjectLambda'],
  aws_secretsmanager_secret_policy: ['secretsmanager', 'PutResourcePolicy'],
  aws_secretsmanager_secret_rotation: ['secretsmanager', 'RotateSecret'],
  aws_securityhub_organization_admin_account: ['securityhub', 'EnableOrganizationAdminAccount'],
  aws_servicecatalog_budget_resource_association: ['servicecatalog', 'AssociateBudgetWithResource'],
  aws_servicecatalog_principal_portfolio_association: ['servicecatalog', 'AssociatePrincipalWithPortfolio'],
  aws_servicecatalog_product_portfolio_association: ['servicecatalog', 'AssociateProductWithPortfolio'],
  aws_servicecatalog_tag_option_resource_association: ['servicecatalog', 'AssociateTagOptionWithResource'],
  aws_signer_signing_profile_permission: ['signer', 'AddProfilePermission'],
  aws_ssoadmin_managed_policy_attachment: ['sso-admin', 'AttachManagedPolicyToPermissionSet'],
  aws_ssoadmin_permission_set_inline_policy: ['sso-admin', 'PutInlinePolicyToPermissionSet'],
  aws_storagegateway_file_system_association: ['storagegateway', 'AssociateFileSystem'],
  aws_vpc_ipam_pool: ['ec2', 'CreateIpamPool'],
  aws_wafv2_web_acl_association: ['wafv2', 'AssociateWebACL'],
  aws_workspaces_directory: ['workspaces', 'RegisterWorkspaceDirectory'],
};

/** Arguments whose shape no rule of naming leads to. */
const shapes: readonly (readonly [type: string, argument: string, service: string, shape: string])[] = [
  ['aws_alb', 'load_balancer_type', 'elbv2', 'LoadBalancerTypeEnum'],
  ['aws_cloudformation_stack_set_instance', 'account_id', 'cloudformation', 'Account'],
  ['aws_cloudhsm_v2_cluster', 'source_backup_identifier', 'cloudhsmv2', 'BackupId'],
  ['aws_cloudwatch_event_target', 'arn', 'events', 'TargetArn'],
  ['aws_cloudwatch_event_target', 'input', 'events', 'TargetInput'],
  ['aws_cloudwatch_event_target', 'input_path', 'events', 'TargetInputPath'],
  ['aws_cloudwatch_event_target', 'role_arn', 'events', 'RoleArn'],
  ['aws_cloudwatch_event_target', 'target_id', 'events', 'TargetId'],
  ['aws_cloudwatch_metric_alarm', 'evaluate_low_sample_count_percentiles', 'cloudwatch', 'EvaluateLowSampleCountPercentile'],
  ['aws_codecommit_repository', 'default_branch', 'codecommit', 'BranchName'],
  ['aws_codedeploy_app', 'name', 'codedeploy', 'ApplicationName'],
  ['aws_codedeploy_deployment_group', 'app_name', 'codedeploy', 'ApplicationName'],
  ['aws_config_aggregate_authorization', 'account_id', 'config', 'AccountId'],
  ['aws_config_configuration_recorder_status', 'name', 'config', 'RecorderName'],
  ['aws_config_organization_custom_rule', 'name', 'config', 'OrganizationConfigRuleName'],
  ['aws_config_organization_managed_rule', 'name', 'config', 'OrganizationConfigRuleName'],
  ['aws_dynamodb_table', 'hash_key', 'dynamodb', 'KeySchemaAttributeName'],
  ['aws_dynamodb_table', 'range_key', 'dynamodb', 'KeySchemaAttributeName'],
  ['aws_dynamodb_table_item', 'hash_key', 'dynamodb', 'KeySchemaAttributeName'],
  ['aws_dynamodb_table_item', 'range_key', 'dynamodb', 'KeySchemaAttributeName'],
  ['aws_elastic_beanstalk_application_version', 'bucket', 'elasticbeanstalk', 'S3Bucket'],
  ['aws_elastic_beanstalk_application_version', 'key', 'elasticbeanstalk', 'S3Key'],
  ['aws_elastic_beanstalk_application_version', 'name', 'elasticbeanstalk', 'VersionLabel'],
  ['aws_fms_admin_account', 'account_id', 'fms', 'AWSAccountId'],
  ['aws_iam_user_ssh_key', 'encoding', 'iam', 'encodingType'],
  ['aws_iam_user_ssh_key', 'public_key', 'iam', 'publicKeyMaterialType'],
  ['aws_inspector_assessment_template', 'target_arn', 'inspector', 'Arn'],
  ['aws_iot_role_alias', 'alias', 'iot', 'RoleAlias'],
  ['aws_kinesis_stream', 'encryption_type', 'kinesis', 'EncryptionType'],
  ['aws_kinesis_stream', 'kms_key_id', 'kinesis', 'KeyId'],
  ['aws_lb', 'load_balancer_type', 'elbv2', 'LoadBalancerTypeEnum'],
  ['aws_launch_template', 'description', 'ec2', 'VersionDescription'],
  ['aws_organizations_account', 'parent_id', 'organizations', 'ParentId'],
  ['aws_route53_health_check', 'cloudwatch_alarm_name', 'route53', 'AlarmName'],
  ['aws_route53_health_check', 'cloudwatch_alarm_region', 'route53', 'CloudWatchRegion'],
  ['aws_route53_health_check', 'fqdn', 'route53', 'FullyQualifiedDomainName'],
  ['aws_route53_health_check', 'reference_name', 'route53', 'HealthCheckNonce'],
  ['aws_route53_delegation_set', 'reference_name', 'route53', 'Nonce'],
  ['aws_route53_query_log', 'zone_id', 'route53', 'ResourceId'],
  ['aws_route53_record', 'health_check_id', 'route53', 'HealthCheckId'],
  ['aws_route53_record', 'name', 'route53', 'DNSName'],
  ['aws_route53_record', 'set_identifier', 'route53', 'ResourceRecordSetIdentifier'],
  ['aws_route53_record', 'type', 'route53', 'RRType'],
  ['aws_route53_record', 'zone_id', 'route53', 'ResourceId'],
  ['aws_route53_zone', 'comment', 'route53', 'ResourceDescription'],
  ['aws_route53_zone_association', 'zone_id', 'route53', 'ResourceId'],
  ['aws_s3_bucket', 'acceleration_status', 's3', 'BucketAccelerateStatus'],
  ['aws_s3_bucket', 'request_payer', 's3', 'Payer'],
  ['aws_s3_bucket_inventory', 'included_object_versions', 's3', 'InventoryIncludedObjectVersions'],
  ['aws_sagemaker_endpoint_configuration', 'kms_key_arn', 'sagemaker', 'KmsKeyId'],
  ['aws_sagemaker_endpoint_configuration', 'name', 'sagemaker', 'EndpointConfigName'],
  ['aws_sagemaker_notebook_instance_lifecycle_configuration', 'name', 'sagemaker', 'NotebookInstanceLifecycleConfigName'],
  ['aws_secretsmanager_secret', 'policy', 'secretsmanager', 'NonEmptyResourcePolicyType'],
  ['aws_secretsmanager_secret_version', 'secret_id', 'secretsmanager', 'SecretIdType'],
  ['aws_secretsmanager_secret_version', 'secret_string', 'secretsmanager', 'SecretStringType'],
  ['aws_servicecatalog_portfolio', 'name', 'servicecatalog', 'PortfolioDisplayName'],
  ['aws_spot_fleet_request', 'fleet_type', 'ec2', 'FleetType'],
  ['aws_spot_fleet_request', 'instance_interruption_behaviour', 'ec2', 'InstanceInterruptionBehavior'],
  ['aws_ssm_activation', 'name', 'ssm', 'DefaultInstanceName'],
  ['aws_storagegateway_cache', 'disk_id', 'storagegateway', 'DiskId'],
  ['aws_storagegateway_cached_iscsi_volume', 'snapshot_id', 'storagegateway', 'SnapshotId'],
  ['aws_storagegateway_gateway', 'smb_guest_password', 'storagegateway', 'SMBGuestPassword'],
  ['aws_storagegateway_nfs_file_share', 'kms_key_arn', 'storagegateway', 'KMSKey'],
  ['aws_storagegateway_nfs_file_share', 'role_arn', 'storagegateway', 'Role'],
  ['aws_storagegateway_smb_file_share', 'kms_key_arn', 'storagegateway', 'KMSKey'],
  ['aws_storagegateway_smb_file_share', 'role_arn', 'storagegateway', 'Role'],
  ['aws_storagegateway_upload_buffer', 'disk_id', 'storagegateway', 'DiskId'],
  ['aws_storagegateway_working_storage', 'disk_id', 'storagegateway', 'DiskId'],
  ['aws_transfer_ssh_key', 'body', 'transfer', 'SshPublicKeyBody'],
  ['aws_launch_configuration', 'instance_type', 'ec2', 'InstanceType'],
  ['aws_launch_template', 'instance_type', 'ec2', 'InstanceType'],
  ['aws_dynamodb_table', 'stream_view_type', 'dynamodb', 'StreamViewType'],
  ['aws_spot_fleet_request', 'excess_capacity_termination_policy', 'ec2', 'ExcessCapacityTerminationPolicy'],
  ['aws_acm_certificate', 'certificate_body', 'acm', 'CertificateBodyBlob'],
  ['aws_acm_certificate', 'certificate_chain', 'acm', 'CertificateChainBlob'],
  ['aws_acm_certificate', 'private_key', 'acm', 'PrivateKeyBlob'],
  ['aws_acm_certificate_validation', 'certificate_arn', 'acm', 'Arn'],
  ['aws_appstream_user_stack_association', 'authentication_type', 'appstream', 'AuthenticationType'],
  ['aws_appstream_user_stack_association', 'user_name', 'appstream', 'Username'],
  ['aws_athena_database', 'name', 'athena', 'DatabaseString'],
  ['aws_athena_named_query', 'query', 'athena', 'QueryString'],
  ['aws_cloudhsm_v2_hsm', 'subnet_id', 'cloudhsmv2', 'SubnetId'],
  ['aws_config_aggregate_authorization', 'region', 'config', 'AwsRegion'],
  ['aws_config_remediation_configuration', 'config_rule_name', 'config', 'ConfigRuleName'],
  ['aws_config_remediation_configuration', 'target_id', 'config', 'StringWithCharLimit256'],
  ['aws_config_remediation_configuration', 'target_type', 'config', 'RemediationTargetType'],
  ['aws_directory_service_directory', 'type', 'ds', 'DirectoryType'],
  ['aws_ecr_lifecycle_policy', 'policy', 'ecr', 'LifecyclePolicyText'],
  ['aws_eks_addon', 'resolve_conflicts', 'eks', 'ResolveConflicts'],
  ['aws_fsx_ontap_file_system', 'deployment_type', 'fsx', 'OntapDeploymentType'],
  ['aws_fsx_ontap_file_system', 'daily_automatic_backup_start_time', 'fsx', 'DailyTime'],
  ['aws_fsx_ontap_file_system', 'endpoint_ip_address_range', 'fsx', 'IpAddressRange'],
  ['aws_fsx_ontap_file_system', 'fsx_admin_password', 'fsx', 'AdminPassword'],
  ['aws_fsx_ontap_file_system', 'preferred_subnet_id', 'fsx', 'SubnetId'],
  ['aws_fsx_ontap_file_system', 'weekly_maintenance_start_time', 'fsx', 'WeeklyTime'],
  ['aws_fsx_ontap_storage_virtual_machine', 'file_system_id', 'fsx', 'FileSystemId'],
  ['aws_fsx_ontap_storage_virtual_machine', 'name', 'fsx', 'StorageVirtualMachineName'],
  ['aws_fsx_ontap_storage_virtual_machine', 'root_volume_security_style', 'fsx', 'StorageVirtualMachineRootVolumeSecurityStyle'],
  ['aws_fsx_ontap_volume', 'junction_path', 'fsx', 'JunctionPath'],
  ['aws_fsx_ontap_volume', 'name', 'fsx', 'VolumeName'],
  ['aws_fsx_ontap_volume', 'security_style', 'fsx', 'SecurityStyle'],
  ['aws_fsx_ontap_volume', 'storage_virtual_machine_id', 'fsx', 'StorageVirtualMachineId'],
  ['aws_fsx_openzfs_file_system', 'backup_id', 'fsx', 'BackupId'],
  ['aws_fsx_openzfs_file_system', 'daily_automatic_backup_start_time', 'fsx', 'DailyTime'],
  ['aws_fsx_openzfs_file_system', 'deployment_type', 'fsx', 'OpenZFSDeploymentType'],
  ['aws_fsx_openzfs_file_system', 'storage_type', 'fsx', 'StorageType'],
  ['aws_fsx_openzfs_file_system', 'weekly_maintenance_start_time', 'fsx', 'WeeklyTime'],
  ['aws_fsx_openzfs_snapshot', 'name', 'fsx', 'SnapshotName'],
  ['aws_fsx_openzfs_snapshot', 'volume_id', 'fsx', 'VolumeId'],
  ['aws_fsx_openzfs_volume', 'data_compression_type', 'fsx', 'OpenZFSDataCompressionType'],
  ['aws_fsx_openzfs_volume', 'parent_volume_id', 'fsx', 'VolumeId'],
  ['aws_glue_catalog_table', 'view_expanded_text', 'glue', 'ViewTextString'],
  ['aws_glue_catalog_table', 'view_original_text', 'glue', 'ViewTextString'],
  ['aws_guardduty_member', 'email', 'guardduty', 'Email'],
  ['aws_imagebuilder_component', 'version', 'imagebuilder', 'VersionNumber'],
  ['aws_imagebuilder_image_recipe', 'version', 'imagebuilder', 'VersionNumber'],
  ['aws_iot_certificate', 'csr', 'iot', 'CertificateSigningRequest'],
  ['aws_kinesis_analytics_application', 'code', 'kinesisanalytics', 'ApplicationCode'],
  ['aws_networkfirewall_rule_group', 'rules', 'network-firewall', 'RulesString'],
  ['aws_route53recoverycontrolconfig_safety_rule', 'name', 'route53-recovery-control-config', '__stringMin1Max64PatternS'],
  ['aws_s3_bucket_object', 'acl', 's3', 'ObjectCannedACL'],
  ['aws_s3_object_copy', 'source', 's3', 'CopySource'],
  ['aws_s3control_access_point_policy', 'access_point_arn', 's3control', 'AccessPointName'],
  ['aws_secretsmanager_secret_policy', 'policy', 'secretsmanager', 'NonEmptyResourcePolicyType'],
  ['aws_secretsmanager_secret_policy', 'secret_arn', 'secretsmanager', 'SecretIdType'],
  ['aws_securityhub_action_target', 'identifier', 'securityhub', 'NonEmptyString'],
  ['aws_securityhub_finding_aggregator', 'linking_mode', 'securityhub', 'NonEmptyString'],
  ['aws_securityhub_invite_accepter', 'master_id', 'securityhub', 'NonEmptyString'],
  ['aws_securityhub_member', 'email', 'securityhub', 'NonEmptyString'],
  ['aws_securityhub_standards_subscription', 'standards_arn', 'securityhub', 'NonEmptyString'],
  ['aws_servicecatalog_portfolio_share', 'principal_id', 'servicecatalog', 'OrganizationNodeValue'],
  ['aws_servicecatalog_portfolio_share', 'type', 'servicecatalog', 'DescribePortfolioShareType'],
  ['aws_servicecatalog_provisioning_artifact', 'type', 'servicecatalog', 'ProvisioningArtifactType'],
  ['aws_ses_receipt_filter', 'policy', 'ses', 'ReceiptFilterPolicy'],
  ['aws_ssm_association', 'instance_id', 'ssm', 'InstanceId'],
  ['aws_vpc_ipam_pool', 'address_family', 'ec2', 'AddressFamily'],
  ['aws_wafv2_web_acl_logging_configuration', 'resource_arn', 'wafv2', 'ResourceArn'],
  ['aws_workspaces_workspace', 'bundle_id', 'workspaces', 'BundleId'],
  ['aws_workspaces_workspace', 'directory_id', 'workspaces', 'DirectoryId'],
  ['aws_workspaces_workspace', 'user_name', 'workspaces', 'UserName'],
  ['aws_instance', 'ebs_block_device.volume_type', 'ec2', 'VolumeType'],
  ['aws_instance', 'root_block_device.volume_type', 'ec2', 'VolumeType'],
  ['aws_launch_configuration', 'ebs_block_device.volume_type', 'ec2', 'VolumeType'],
  ['aws_launch_configuration', 'root_block_device.volume_type', 'ec2', 'VolumeType'],
  ['aws_spot_instance_request', 'ebs_block_device.volume_type', 'ec2', 'VolumeType'],
  ['aws_spot_instance_request', 'root_block_device.volume_type', 'ec2', 'VolumeType'],
];

/** Arguments whose values are in an extension schema of cfn-lint, and the property that they are there. */
const extensions: readonly (readonly [type: string, argument: string, schema: string, property: string | undefined])[] = [
  ['aws_db_instance', 'engine', 'aws_rds_dbinstance/engine_version', 'Engine'],
  ['aws_db_instance', 'instance_class', 'aws_rds_dbinstance/dbinstanceclass_enum', 'DBInstanceClass'],
  ['aws_elasticache_cluster', 'node_type', 'aws_elasticache_cachecluster/cachenodetype_enum', undefined],
  ['aws_elasticache_replication_group', 'node_type', 'aws_elasticache_cachecluster/cachenodetype_enum', undefined],
];

/** https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html: previous generations */
const earlierNodes = ['cache.t1.micro', 'cache.m2.xlarge', 'cache.m2.2xlarge', 'cache.m2.4xlarge', 'cache.c1.xlarge'];

/** What AWS or the provider takes beyond the list of the service model, each with the page that says so. */
const alsoTaken: readonly (readonly [type: string, argument: string, values: readonly string[]])[] = [
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl
  ['aws_s3_bucket', 'acl', ['aws-exec-read', 'log-delivery-write', 'bucket-owner-read', 'bucket-owner-full-control']],
  ['aws_s3_bucket_acl', 'acl', ['aws-exec-read', 'log-delivery-write', 'bucket-owner-read', 'bucket-owner-full-control']],
  ['aws_elasticache_cluster', 'node_type', earlierNodes],
  ['aws_elasticache_replication_group', 'node_type', earlierNodes],
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/mq_broker#engine_type
  ['aws_mq_broker', 'engine_type', ['ActiveMQ', 'RabbitMQ']],
  ['aws_mq_configuration', 'engine_type', ['ActiveMQ', 'RabbitMQ']],
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/spot_fleet_request#excess_capacity_termination_policy
  ['aws_spot_fleet_request', 'excess_capacity_termination_policy', ['Default', 'NoTermination']],
];

/** Patterns that stand in the documentation only. */
const documented: readonly (readonly [type: string, argument: string, constraint: Constraint])[] = [
  // https://docs.aws.amazon.com/apigateway/latest/api/API_CreateModel.html
  ['aws_api_gateway_model', 'name', { p: '^[a-zA-Z0-9]+$' }],
  // https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_CreateEnvironment.html
  ['aws_elastic_beanstalk_environment', 'name', { p: '^[a-zA-Z0-9][a-zA-Z0-9-]+[a-zA-Z0-9]$', n: 4, x: 40 }],
];

const verbs = ['Create', 'Put', 'Register', 'Request', 'Allocate', 'Add', 'Set', 'Start', 'Import', 'Run', 'Publish', 'Update', 'Modify'];

const [root, cfnLint] = process.argv.slice(2);
if (root === undefined || cfnLint === undefined) throw new Error('Say where botocore and cfn-lint are: node scripts/generate-terraform-aws-values.ts FOLDER FOLDER');
const botocore = new Botocore(root);

/** Services that the words of a resource type may name, each with what is left of the words. */
function candidatesOf(words: readonly string[]): [string, string][] {
  const candidates: [string, string][] = [];
  for (let count = words.length - 1; count > 0; count--) {
    const service = botocore.services.find((name) => plain(name) === words.slice(0, count).join(''));
    if (service !== undefined) candidates.push([service, words.slice(count).join('')], [service, words.join('')]);
  }
  for (const [prefix, service] of prefixes) {
    if (prefix !== '' && !`${words.join('_')}_`.startsWith(`${prefix}_`)) continue;
    candidates.push([service, words.join('')], [service, words.slice(prefix === '' ? 0 : prefix.split('_').length).join('')]);
  }
  return candidates;
}

/** What a resource is sent as: the service, the requests that create it first, and what the service calls it. */
interface Target {
  readonly model: Model;
  readonly inputs: readonly string[];
  readonly noun: string;
}

/** As far as the names tell. */
function targetOf(type: string): Target | undefined {
  const words = type.replace(/^aws_/, '').split('_');
  const special = requests[type];
  if (special) {
    const [service, ...operations] = special;
    const model = botocore.model(service);
    return { model, inputs: inputsOf(model, operations), noun: candidatesOf(words).find(([name]) => name === service)?.[1] ?? words.at(-1) ?? '' };
  }
  for (const [service, noun] of candidatesOf(words)) {
    const model = botocore.model(service);
    const names = Object.keys(model.operations);
    const inputs = inputsOf(model, verbs.flatMap((verb) => names.filter((operation) => plain(operation) === plain(verb) + noun)));
    if (inputs.length > 0) return { model, inputs, noun };
  }
  return undefined;
}

function inputsOf({ operations }: Model, names: readonly string[]): string[] {
  return names.flatMap((name) => operations[name]?.input?.shape ?? []);
}

/** A constraint as it is stored: e(num), p(attern), n (shortest) and x (longest). */
interface Constraint {
  e?: readonly string[];
  p?: string;
  n?: number;
  x?: number;
}

/** What models say where there is no limit. */
const unlimited = 2 ** 31 - 1;

function constraintOf(shape: Shape, types: readonly string[] = ['string']): Constraint | undefined {
  if (!types.includes(shape.type)) return undefined;
  if (shape.enum) return { e: shape.enum };
  const constraint: Constraint = {};
  const pattern = shape.pattern === undefined ? undefined : unescaped(shape.pattern);
  if (pattern !== undefined && usable(pattern)) constraint.p = pattern;
  if (shape.min !== undefined && shape.min > 0) constraint.n = shape.min;
  if (shape.max !== undefined && shape.max < unlimited) constraint.x = shape.max;
  return Object.keys(constraint).length > 0 ? constraint : undefined;
}

/** The pattern as JavaScript has it: without backslashes before what means nothing else, and with its anchors. */
function unescaped(pattern: string): string {
  let inClass = false;
  return pattern.replaceAll(/\\([^])|[[\]]/g, (found: string, escaped?: string) => {
    if (escaped === undefined) inClass = found === '[';
    else if (escaped === 'A') return '^';
    else if (escaped === 'z' || escaped === 'Z') return '$';
    else if (escaped === '-' ? !inClass : /[^\w^$\\.*+?()[\]{}|/]|_/.test(escaped)) return escaped;
    return found;
  });
}

/** Patterns that say something, that JavaScript reads as Java does, and that are quick to tell. */
function usable(pattern: string): boolean {
  if (pattern.length > 300 || /^\^?(?:\[\\s\\S\]|\.|\(\?s\)\.|\[\\p\{|\\S)[*+]?\$?$/.test(pattern)) return false;
  // Flags within a pattern, intersections of classes and halves of characters are Java's.
  if (/\(\?[a-z]|\\u[dD][89a-fA-F]/.test(pattern) || pattern.includes('&&')) return false;
  return isRead(pattern) && isToldWithin(quickSteps, `^(?:${pattern})$`, nearly) === true;
}

function isRead(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u').unicode;
  } catch {
    return false;
  }
}

/** How many characters a matcher may look at to tell whether a few dozen of them fit. */
const quickSteps = 1_000_000;

/** Texts that do not match after all, though many ways to read them begin well. */
const nearly = ['a', 'A', '0', '-', '.', '/', ':', ' ', '_', 'a.', 'a-', '0.', 'a/', ' a', 'arn:aws:a'].flatMap((piece) => [8, 12, 16, 20, 24, 28, 40, 60].map((length) => `${piece.repeat(length)}\u0000`));

const table = new AwsTable(fileURLToPath(new URL('../src/terraform/schema/data', import.meta.url)), 6);
const constraints: Constraint[] = [];
const numbers = new Map<string, number>();
const result: Record<string, Record<string, number>> = {};

function numberOf(constraint: Constraint): number {
  const key = JSON.stringify(constraint);
  const known = numbers.get(key);
  if (known !== undefined) return known;
  constraints.push(constraint);
  numbers.set(key, constraints.length - 1);
  return constraints.length - 1;
}

/** Members by plain name, those of the first shape first. */
type Members = ReadonlyMap<string, string>;

function membersOf(model: Model, shapeNames: readonly string[]): Members {
  const members = shapeNames.toReversed().flatMap((name) => Object.entries(model.shapes[name]?.members ?? {}).map(([member, { shape }]): [string, string] => [plain(member), shape]));
  return new Map(members);
}

/** Members that are the same wherever they occur. */
function onlyMembersOf(model: Model, shapeNames: readonly string[]): Members {
  const found = new Map<string, Set<string>>();
  for (const name of shapeNames) for (const [member, shape] of membersOf(model, [name])) found.set(member, (found.get(member) ?? new Set()).add(shape));
  return new Map([...found].flatMap(([member, [shape, other]]) => (shape !== undefined && other === undefined ? [[member, shape]] : [])));
}

/** Names that say too little to be the same in every structure. */
const general = new Set(['name', 'type', 'description', 'id', 'arn', 'status', 'state', 'value', 'key', 'role', 'path', 'version', 'format', 'policy', 'protocol', 'region', 'source', 'target', 'mode', 'comment']);

/** The members of the structures in a request that stand for the resource itself. */
function innerMembers(model: Model, members: Members, noun: string): { readonly own: Members; readonly any: Members } {
  const structures = [...members].filter(([, shape]) => model.shapes[shape]?.type === 'structure');
  const isOwn = ([member]: readonly [string, string]) => noun.endsWith(member) || member.startsWith(noun) || /(?:input|declaration)$/.test(member);
  const shapesOf = (entries: readonly (readonly [string, string])[]) => entries.map(([, shape]) => shape);
  return { own: membersOf(model, shapesOf(structures.filter(isOwn))), any: onlyMembersOf(model, shapesOf(structures)) };
}

/** What a service may call an argument: as it is, after the resource, or with what it is of. */
function namesFor(argument: string, noun: string, words: readonly string[]): string[] {
  const name = plain(argument);
  // An id is given by the service, and a region says where the provider works.
  if (name === 'id') return [name];
  if (name === 'region') return [];
  const ends = words.map((_, index) => words.slice(index).join(''));
  return [name, `${name}s`, noun + name, ...ends.map((end) => end + name), `${name}document`, `${name}text`, `${name}name`, `${name}arn`, `${name}id`, name.replace(/^iam/, '')];
}

function shapeFor(argument: string, members: Members, inner: ReturnType<typeof innerMembers>, names: readonly string[]): string | undefined {
  const among = (known: Members) => names.flatMap((name) => known.get(name) ?? [])[0];
  const name = plain(argument);
  return among(members) ?? among(inner.own) ?? (general.has(name) ? undefined : inner.any.get(name));
}

function match(model: Model, shapeName: string, body: StoredBody, prefix: string, found: Record<string, number>, depth: number): void {
  const members = membersOf(model, [shapeName]);
  const shapeOf = (name: string): string | undefined => members.get(plain(name)) ?? members.get(`${plain(name)}s`);
  matchArguments(model, body, prefix, found, shapeOf);
  if (depth <= 3) matchBlocks(model, body, prefix, found, depth, shapeOf);
}

function matchArguments(model: Model, body: StoredBody, prefix: string, found: Record<string, number>, shapeOf: (name: string) => string | undefined): void {
  for (const [name, stored] of Object.entries(body.a ?? {})) {
    if (typeof stored !== 'string' || !/^[rop][LS]?s$/.test(stored)) continue;
    const memberShape = shapeOf(name);
    const shape = memberShape === undefined ? undefined : model.shapes[memberShape];
    const inner = shape?.type === 'list' && stored.length > 2 ? model.shapes[shape.member?.shape ?? ''] : shape;
    const constraint = inner && constraintOf(inner);
    if (constraint) found[prefix + name] ??= numberOf(constraint);
  }
}

function matchBlocks(model: Model, body: StoredBody, prefix: string, found: Record<string, number>, depth: number, shapeOf: (name: string) => string | undefined): void {
  for (const [name, [, , , inner]] of Object.entries(body.b ?? {})) {
    const nested = shapeOf(name);
    const shape = nested === undefined ? undefined : model.shapes[nested];
    const structure = shape?.type === 'list' ? shape.member?.shape : nested;
    if (structure !== undefined && model.shapes[structure]?.type === 'structure') match(model, structure, inner, `${prefix}${name}.`, found, depth + 1);
  }
}

/** Of a resource itself, names are not always the same; of what is in its blocks, they are. */
function matchResource(type: string, { model, inputs, noun }: Target, body: StoredBody): Record<string, number> {
  const words = type.replace(/^aws_/, '').split('_');
  const members = membersOf(model, inputs);
  const inner = innerMembers(model, members, noun);
  const found: Record<string, number> = {};
  matchArguments(model, body, '', found, (name) => shapeFor(name, members, inner, namesFor(name, noun, words)));
  matchBlocks(model, body, '', found, 0, (name) => members.get(plain(name)) ?? members.get(`${plain(name)}s`) ?? inner.own.get(plain(name)));
  return found;
}

for (const type of table.types('resource')) {
  const target = targetOf(type);
  const body = table.stored(`resource ${type}`);
  if (!target || !body) continue;
  const found = matchResource(type, target, body);
  if (Object.keys(found).length > 0) result[type] = found;
}

for (const [type, argument, service, shape] of shapes) {
  const model = botocore.model(service);
  // A certificate is sent as bytes and written as text.
  const constraint = constraintOf(model.shapes[shape] ?? { type: '' }, ['string', 'blob']);
  if (!constraint) throw new Error(`${service} says nothing of ${shape}, which ${type}.${argument} is.`);
  (result[type] ??= {})[argument] = numberOf(constraint);
}
/** The values that any part of a schema lists, for a property or for all. */
function listedIn(schema: unknown, property: string | undefined): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'enum' && property === undefined) return value as string[];
    return listedIn(value, key === property ? undefined : property);
  });
}

for (const [type, argument, schema, property] of extensions) {
  const text = fs.readFileSync(path.join(cfnLint, 'data/schemas/extensions', `${schema}.json`), 'utf8');
  (result[type] ??= {})[argument] = numberOf({ e: [...new Set(listedIn(JSON.parse(text), property))].toSorted() });
}
for (const [type, argument, constraint] of documented) (result[type] ??= {})[argument] = numberOf(constraint);
for (const [type, argument, values] of alsoTaken) {
  const number = result[type]?.[argument];
  const known = number === undefined ? undefined : constraints[number]?.e;
  if (!known) throw new Error(`${type}.${argument} has no list of values to add to.`);
  (result[type] ??= {})[argument] = numberOf({ e: [...new Set([...known, ...values])] });
}

const { __version__: version = '' } = Object.fromEntries([...fs.readFileSync(path.join(root, '__init__.py'), 'utf8').matchAll(/^(__version__) = '([\d.]+)'/gm)].map(([, name, value]) => [name, value]));
const head = { generatedBy: 'scripts/generate-terraform-aws-values.ts', package: `botocore ${version}` };
const types = Object.entries(result).map(([type, found]) => `${type} ${JSON.stringify(found)}`);
const lines = [...[head, ...constraints].map((value) => JSON.stringify(value)), '', ...types].join('\n');
const packed = zlib.brotliCompressSync(lines, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11 } });
fs.writeFileSync(new URL('../src/terraform/schema/data/aws-values.bin', import.meta.url), packed);
console.log(`${Object.keys(result).length} resources, ${Object.values(result).reduce((sum, found) => sum + Object.keys(found).length, 0)} arguments, ${constraints.length} constraints: ${packed.length} bytes (${lines.length} unpacked)`);
