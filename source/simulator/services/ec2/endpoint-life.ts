import type {Context, TimerTable} from '../../operation.ts';
import {type EndpointRow, wireState} from './endpoint.ts';
import {awaitOthers} from './endpoint-connection.ts';
import {removeInterfaces} from './interfaces.ts';
import {dropRoutes} from './route-tables.ts';
import {after, drawMilliseconds, forget, onRow} from './rows.ts';

const table = (world: Context['world']) => world.endpoints;

const isIn = ({shown}: EndpointRow, state: string): boolean => String(shown.State) === state;

export const timers: TimerTable = {
	'endpoint-awaits-acceptance': onRow(table, (row, context) => {
		if (!isIn(row, 'pending')) return;
		row.shown.State = wireState('pendingAcceptance');
		after(context, 'connectionVisibility', 'endpoint-connection-shown', row.id);
	}),
	// The provider's view lags behind the consumer's.
	'endpoint-connection-shown': onRow(table, (row, context) => {
		if (!isIn(row, 'pendingAcceptance') || row.hidden.connection !== undefined) return;
		row.hidden.connection = 'pendingAcceptance';
		awaitOthers(row, context);
	}),
	'endpoint-failed': onRow(table, (row, context, {code, message}) => {
		if (!isIn(row, 'pending')) return;
		removeInterfaces(context, row.shown.NetworkInterfaceIds ?? []);
		row.shown.State = wireState('failed');
		row.shown.NetworkInterfaceIds = [];
		row.shown.LastError = {Code: String(code), Message: String(message)};
	}),
	'endpoint-available': onRow(table, (row, context) => {
		if (!isIn(row, 'pending') || row.hidden.connection === 'rejected') return;
		row.shown.State = wireState('available');
		if (row.hidden.serviceId === undefined) return;
		row.hidden.answersAt = context.now + Math.round(drawMilliseconds(context, 'endpointData'));
		after(context, 'connectionVisibility', 'endpoint-connection-available', row.id);
	}),
	'endpoint-connection-available': onRow(table, row => {
		if (isIn(row, 'available') && row.hidden.connection !== 'rejected') row.hidden.connection = 'available';
	}),
	'endpoint-rejected': onRow(table, row => {
		if (!isIn(row, 'deleting') && !isIn(row, 'deleted')) row.shown.State = wireState('rejected');
	}),
	'endpoint-deleted': onRow(table, (row, context) => {
		removeInterfaces(context, row.shown.NetworkInterfaceIds ?? []);
		dropRoutes(context, row.id);
		row.shown.State = wireState('deleted');
		row.shown.NetworkInterfaceIds = [];
		row.shown.RouteTableIds = [];
		row.hidden.connection = undefined;
		after(context, 'endpointListed', 'endpoint-forgotten', row.id);
	}),
	'endpoint-forgotten': forget(table),
};
