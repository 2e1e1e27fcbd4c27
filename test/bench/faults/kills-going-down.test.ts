import {testKills} from './kill-tests.ts';

await testKills(phase => phase === 'teardown', {seed: 3, count: 50});
