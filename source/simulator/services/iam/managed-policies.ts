/**
 * AWS's own policies that an account can attach here, with what they allow of the operations that the simulator has.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export const managedPolicies: Readonly<Record<string, readonly string[]>> = {
	AdministratorAccess: ['*'],
	ReadOnlyAccess: [
		'ec2:Describe*',
		'ec2:Get*',
		'elasticloadbalancing:Describe*',
		'iam:Get*',
		'iam:List*',
		'ssm:Describe*',
		'ssm:Get*',
		'ssm:List*',
		'sts:GetAccessKeyInfo',
	],
	AmazonSSMManagedInstanceCore: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:UpdateInstanceInformation'],
	AmazonSSMPatchAssociation: [],
	AmazonS3ReadOnlyAccess: [],
	CloudWatchAgentServerPolicy: ['ec2:DescribeVolumes', 'ec2:DescribeTags'],
};
