import {testKills} from './kill-tests.ts';

await testKills(phase => phase !== 'teardown', {seed: 2, count: 50});
