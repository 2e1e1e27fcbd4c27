import {
	GenerateDataKey$,
	type GenerateDataKeyCommandInput,
	type GenerateDataKeyCommandOutput,
} from '@aws-sdk/client-kms';
import {wrapDataKey} from '../data-keys.ts';
import {type Context, type Operation, operation, type Sent, ServiceError} from '../operation.ts';
import {drawHex} from '../random.ts';

const specLengths: Readonly<Record<string, number>> = {AES_128: 16, AES_256: 32};

const lengthOf = ({NumberOfBytes, KeySpec}: GenerateDataKeyCommandInput): number => {
	if ((NumberOfBytes === undefined) === (KeySpec === undefined))
		throw new ServiceError('ValidationException', 'Please specify either number of bytes or key spec.');
	const length = NumberOfBytes ?? specLengths[KeySpec ?? ''];
	if (length !== undefined && length >= 1 && length <= 1024) return length;
	throw new ServiceError(
		'ValidationException',
		`1 validation error detected: Value '${NumberOfBytes ?? KeySpec}' at '${NumberOfBytes === undefined ? 'keySpec' : 'numberOfBytes'}' failed to satisfy constraint`,
	);
};

const arnOf = (keyId: string, {partition, region, account}: Context): string =>
	keyId.startsWith('arn:')
		? keyId
		: `arn:${partition}:kms:${region}:${account}:${keyId.includes('/') ? keyId : `key/${keyId}`}`;

/** There is one key at most: that of the scenario's session preferences. */
const generateDataKey = (input: GenerateDataKeyCommandInput, context: Context): Sent<GenerateDataKeyCommandOutput> => {
	const {KeyId = '', EncryptionContext = {}} = input;
	const arn = arnOf(KeyId, context);
	const known = context.world.scenario.plan.sessions?.kmsKeyId;
	if (known === undefined || arnOf(known, context) !== arn) {
		const what = KeyId.includes('alias/') ? `Alias ${arn} is not found.` : `Key '${arn}' does not exist`;
		throw new ServiceError('NotFoundException', what);
	}
	const plaintext = Buffer.from(drawHex(context.world, 2 * lengthOf(input)), 'hex');
	return {
		KeyId: arn,
		Plaintext: plaintext,
		CiphertextBlob: wrapDataKey(context.world, known, {plaintext, encryptionContext: EncryptionContext}),
	};
};

export const operations: readonly Operation[] = [operation(GenerateDataKey$, generateDataKey)];
