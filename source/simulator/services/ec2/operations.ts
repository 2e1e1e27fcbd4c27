import type {Operation, TimerTable} from '../../operation.ts';
import * as address from './address.ts';
import * as egressOnlyInternetGateway from './egress-only-internet-gateway.ts';
import * as endpoint from './endpoint.ts';
import * as endpointConnection from './endpoint-connection.ts';
import * as endpointLife from './endpoint-life.ts';
import * as endpointService from './endpoint-service.ts';
import * as endpointServicePermission from './endpoint-service-permission.ts';
import * as guardDuty from './guard-duty.ts';
import * as instance from './instance.ts';
import * as internetGateway from './internet-gateway.ts';
import * as machineCatalogue from './machine-catalogue.ts';
import * as natGateway from './nat-gateway.ts';
import * as networkAcl from './network-acl.ts';
import * as networkInterface from './network-interface.ts';
import * as offeredServices from './offered-services.ts';
import * as places from './places.ts';
import * as route from './route.ts';
import * as routeTable from './route-table.ts';
import * as runInstances from './run-instances.ts';
import * as securityGroup from './security-group.ts';
import * as securityGroupRule from './security-group-rule.ts';
import * as subnet from './subnet.ts';
import * as tags from './tags.ts';
import * as volumes from './volumes.ts';
import * as vpc from './vpc.ts';

/** Everything that the simulator's EC2 answers. */
export const operations: readonly Operation[] = [
	...address.operations,
	...egressOnlyInternetGateway.operations,
	...endpoint.operations,
	...endpointConnection.operations,
	...endpointService.operations,
	...endpointServicePermission.operations,
	...instance.operations,
	...internetGateway.operations,
	...machineCatalogue.operations,
	...natGateway.operations,
	...networkAcl.operations,
	...networkInterface.operations,
	...offeredServices.operations,
	...places.operations,
	...route.operations,
	...routeTable.operations,
	...runInstances.operations,
	...securityGroup.operations,
	...securityGroupRule.operations,
	...subnet.operations,
	...tags.operations,
	...volumes.operations,
	...vpc.operations,
];

export const timers: TimerTable = {
	...endpointConnection.timers,
	...endpointLife.timers,
	...endpointService.timers,
	...guardDuty.timers,
	...instance.timers,
	...internetGateway.timers,
	...natGateway.timers,
	...subnet.timers,
	...tags.timers,
	...volumes.timers,
	...vpc.timers,
};
