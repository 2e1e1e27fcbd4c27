import {type AgentMessage, encodeAcknowledgement} from '../../source/session/message.ts';

/** Frames of the genuine client's serialiser, and what they say. */
export const vectors: readonly {readonly name: string; readonly frame: string; readonly message: AgentMessage}[] = [
	{
		name: 'input',
		frame:
			'00000074696e7075745f73747265616d5f64617461202020202020202020202020202020000000010000018bcfe56800000000000000000700000000000000008899aabbccddeeff00112233445546773674c13c3eb42ef32effd127a689c6118191a811bca335ffa3f509eff051d25300000001000000066c73202d6c0d',
		message: {
			messageType: 'input_stream_data',
			schemaVersion: 1,
			createdDate: 1_700_000_000_000,
			sequenceNumber: 7,
			flags: 0,
			messageId: '00112233-4455-4677-8899-aabbccddeeff',
			payloadType: 1,
			payload: new TextEncoder().encode('ls -l\r'),
		},
	},
	{
		name: 'acknowledgement',
		frame:
			'0000007461636b6e6f776c65646765202020202020202020202020202020202020202020000000010000018bcfe56801000000000000000000000000000000039f000123456789abdeadbeefcafe4bad7fb1451318818d09755790a4a95f304c13515ef05eb4cbd3c358524fd295a36d00000000000000b17b2241636b6e6f776c65646765644d65737361676554797065223a226f75747075745f73747265616d5f64617461222c2241636b6e6f776c65646765644d6573736167654964223a2230313233343536372d383961622d346364652d386630312d323334353637383961626364222c2241636b6e6f776c65646765644d65737361676553657175656e63654e756d626572223a34322c22497353657175656e7469616c4d657373616765223a747275657d',
		message: {
			messageType: 'acknowledge',
			schemaVersion: 1,
			createdDate: 1_700_000_000_001,
			sequenceNumber: 0,
			flags: 3,
			messageId: 'deadbeef-cafe-4bad-9f00-0123456789ab',
			payloadType: 0,
			payload: encodeAcknowledgement({
				messageType: 'output_stream_data',
				messageId: '01234567-89ab-4cde-8f01-23456789abcd',
				sequenceNumber: 42,
			}),
		},
	},
	{
		name: 'size',
		frame:
			'00000074696e7075745f73747265616d5f64617461202020202020202020202020202020000000010000018bcfe56802000000000000000000000000000000008899aabbccddeeff0011223344554677edf7359c89077b608a6b3e8b19e63bbfc7aa724989a05ea371a9966a6e9db7cc00000003000000167b22636f6c73223a3132302c22726f7773223a34307d',
		message: {
			messageType: 'input_stream_data',
			schemaVersion: 1,
			createdDate: 1_700_000_000_002,
			sequenceNumber: 0,
			flags: 0,
			messageId: '00112233-4455-4677-8899-aabbccddeeff',
			payloadType: 3,
			payload: new TextEncoder().encode('{"cols":120,"rows":40}'),
		},
	},
];
