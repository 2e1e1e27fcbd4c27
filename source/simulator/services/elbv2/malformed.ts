import {
	EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum,
	LoadBalancerSchemeEnum,
	ProtocolEnum,
	TargetTypeEnum,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {eachText} from '../texts.ts';
import {invalid} from './names.ts';

/** What an ARN is of, and how it ends. */
type ArnForm = {readonly what: string; readonly ending: RegExp};

const loadBalancer: ArnForm = {what: 'load balancer', ending: /^loadbalancer\/(net|app|gwy)\/[\w-]+\/[0-9a-f]+$/};
const targetGroup: ArnForm = {what: 'target group', ending: /^targetgroup\/[\w-]+\/[0-9a-f]+$/};
const listener: ArnForm = {what: 'listener', ending: /^listener\/(net|app|gwy)\/[\w-]+\/[0-9a-f]+\/[0-9a-f]+$/};

const forms: Readonly<Record<string, ArnForm>> = {
	LoadBalancerArn: loadBalancer,
	LoadBalancerArns: loadBalancer,
	TargetGroupArn: targetGroup,
	TargetGroupArns: targetGroup,
	ListenerArn: listener,
	ListenerArns: listener,
};

const beginning = /^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:\d{12}:/;

/** Parameters that have a few values only, wherever they stand. */
const enumerated: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: EnforceSecurityGroupInboundRulesOnPrivateLinkTrafficEnum,
	HealthCheckProtocol: ProtocolEnum,
	Protocol: ProtocolEnum,
	Scheme: LoadBalancerSchemeEnum,
	TargetType: TargetTypeEnum,
};

/** ELB calls parameters by the names of its model, which begin in lower case. */
const modelName = (parameter: string): string => parameter.charAt(0).toLowerCase() + parameter.slice(1);

/**
 * Looks at every ARN and every enumerated value of a request, before anything is looked up. An ARN of another kind is none
 * to ELB, and case counts: https://github.com/cloud-custodian/cloud-custodian/issues/9379,
 * https://github.com/hashicorp/terraform-provider-aws/pull/5246
 * @throws ServiceError ValidationError
 */
export const refuseMalformed = (input: unknown): void =>
	eachText(input, (text, parameter) => {
		const wanted = Object.hasOwn(forms, parameter) ? forms[parameter] : undefined;
		if (wanted && !(beginning.test(text) && wanted.ending.test(text.replace(beginning, '')))) {
			throw invalid(`'${text}' is not a valid ${wanted.what} ARN`);
		}
		const values = Object.hasOwn(enumerated, parameter) ? Object.values(enumerated[parameter] ?? {}) : undefined;
		if (values && !values.includes(text)) {
			throw invalid(
				`1 validation error detected: Value '${text}' at '${modelName(parameter)}' failed to satisfy constraint: Member must satisfy enum value set: [${values.join(', ')}]`,
			);
		}
	});
