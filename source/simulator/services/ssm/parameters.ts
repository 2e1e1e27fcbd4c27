import {GetParameter$, type GetParameterCommandInput, type GetParameterCommandOutput} from '@aws-sdk/client-ssm';
import {imagesOf} from '../../catalogue.ts';
import {type Context, type Operation, operation, type Sent, ServiceError} from '../../operation.ts';

/** When the images of the catalogue were published. */
const published = new Date('2025-12-15T18:00:00Z');

/** The public parameters, which AWS owns: the ids of the newest machine images. */
const getParameter = (
	{Name = ''}: GetParameterCommandInput,
	{region, partition}: Context,
): Sent<GetParameterCommandOutput> => {
	const image = imagesOf(region).find(each => each.parameters.includes(Name));
	// SSM says no more than the code.
	if (!image) throw new ServiceError('ParameterNotFound', '');
	return {
		Parameter: {
			Name,
			Type: 'String',
			Value: image.id,
			Version: 1,
			LastModifiedDate: published,
			ARN: `arn:${partition}:ssm:${region}::parameter${Name}`,
			DataType: 'aws:ec2:image',
		},
	};
};

export const operations: readonly Operation[] = [operation(GetParameter$, getParameter)];
