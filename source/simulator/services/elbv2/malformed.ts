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

/**
 * Looks at every ARN of a request, before anything is looked up: one of another kind is no ARN to ELB, as in
 * https://github.com/cloud-custodian/cloud-custodian/issues/9379.
 * @throws ServiceError ValidationError
 */
export const refuseMalformedArns = (input: unknown): void =>
	eachText(input, (text, parameter) => {
		const wanted = Object.hasOwn(forms, parameter) ? forms[parameter] : undefined;
		if (wanted && !(beginning.test(text) && wanted.ending.test(text.replace(beginning, '')))) {
			throw invalid(`'${text}' is not a valid ${wanted.what} ARN`);
		}
	});
