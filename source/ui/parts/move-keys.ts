import type {KeyTable} from '../keys.ts';
import type {Move} from '../viewport.ts';

/** The keys that move through every list. */
export const moveKeys: KeyTable<{readonly type: 'move'; readonly move: Move}> = [
	{keys: ['up'], hint: 'move', action: {type: 'move', move: 'up'}},
	{keys: ['down'], hint: 'move', action: {type: 'move', move: 'down'}},
	{keys: ['page-up'], hint: '', help: 'a page up or down', action: {type: 'move', move: 'page-up'}},
	{keys: ['page-down'], hint: '', help: 'a page up or down', action: {type: 'move', move: 'page-down'}},
	{keys: ['home'], hint: '', help: 'first or last row', action: {type: 'move', move: 'first'}},
	{keys: ['end'], hint: '', help: 'first or last row', action: {type: 'move', move: 'last'}},
];
