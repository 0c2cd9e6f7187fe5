import { type GetExecutionHistoryInput } from '@aws-sdk/client-sfn';
import { type Wire } from '../../service';
import { type EventDetails, type HistoryEvent, detailsMember } from '../history/event';
import { page, required } from './input';
import { type Stores } from './operations';

/** Members of details that are left out without `includeExecutionData`. */
const EXECUTION_DATA = ['input', 'output', 'parameters', 'assignedVariables'];

/** Events as the API returns them: the details under a member named after the type. */
export function getExecutionHistory({ executions }: Stores) {
  return (input: Wire<GetExecutionHistoryInput>) => {
    const { history } = executions.get(required(input.executionArn, 'executionArn'));
    const events = input.reverseOrder === true ? history.events.toReversed() : history.events;
    const { maxResults, nextToken, includeExecutionData = true } = input;
    const listed = page(events, { maxResults, nextToken }, { defaultSize: 100, maxSize: 1000 });
    return {
      events: listed.items.map((event) => toApi(event, includeExecutionData)),
      nextToken: listed.nextToken,
    };
  };
}

function toApi(event: HistoryEvent, includesData: boolean): Readonly<Record<string, unknown>> {
  const { id, previousEventId, type, timestamp, details } = event;
  return {
    timestamp: timestamp / 1000,
    type,
    id,
    previousEventId,
    ...(details === undefined ? {} : { [detailsMember(type)]: includesData ? details : withoutData(details) }),
  };
}

function withoutData(details: EventDetails): EventDetails {
  return Object.fromEntries(Object.entries(details).filter(([member]) => !EXECUTION_DATA.includes(member)));
}
