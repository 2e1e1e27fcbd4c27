import {type Context, ServiceError} from '../../operation.ts';
import {drawHex} from '../../random.ts';

export const invalid = (message: string): ServiceError => new ServiceError('ValidationError', message);

/** The digits at the end of an ARN. */
export const newDigits = ({world}: Context): string => drawHex(world, 16);

export const arnOf = ({partition, region, account}: Context, resource: string): string =>
	`arn:${partition}:elasticloadbalancing:${region}:${account}:${resource}`;

/**
 * ELB's rules for the names of load balancers and target groups.
 * @throws ServiceError ValidationError
 */
export const checkName = (what: 'load balancer' | 'target group', name: string): void => {
	if (name.length === 0 || name.length > 32) {
		throw invalid(`The ${what} name '${name}' cannot be longer than '32' characters`);
	}
	if (!/^[A-Za-z0-9-]+$/.test(name)) {
		throw invalid(
			`The ${what} name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
		);
	}
	if (name.startsWith('-') || name.endsWith('-')) {
		throw invalid(`The ${what} name '${name}' cannot begin or end with a hyphen(-)`);
	}
	if (what === 'load balancer' && name.startsWith('internal-')) {
		throw invalid(`The load balancer name '${name}' cannot begin with 'internal-'`);
	}
};

/** What ELB calls a member that is missing: https://github.com/awsdocs/aws-cloudformation-user-guide/pull/467 */
const spoken: Readonly<Record<string, string>> = {Port: 'port', Protocol: 'protocol', VpcId: 'VPC ID'};

/** Throws for the first of `required` that a request lacks. */
export const requireMembers = <Input extends object>(
	input: Input,
	required: readonly (keyof Input & keyof typeof spoken & string)[],
): void => {
	const missing = required.find(name => input[name] === undefined);
	if (missing !== undefined) throw invalid(`A ${spoken[missing]} must be specified`);
};
