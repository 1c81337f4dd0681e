#!/usr/bin/env python3
"""Reads the simulator's Genesys Cloud with Genesys's own SDK: python3 test_genesys_sdk.py http://127.0.0.1:PORT

The SDK is installed as environment.py has it; when it cannot be, the test has neither passed nor failed (77).
"""

import json
import sys
import urllib.request

import environment

REQUIREMENT = "purecloudplatformclientv2==269.0.0"

CONVERSATION = "97b9dcb3-c182-4d1f-8123-76a4b5cf1f5a"
AGENT_A = "a1111111-1111-4111-8111-111111111111"
AGENT_B = "b2222222-2222-4222-8222-222222222222"
# A consult: agent A declined once, holds the customer and talks to agent B; a supervisor listens in.
PARTICIPANTS = [
    {"id": "p-customer", "purpose": "customer", "name": "Indianapolis, IN"},
    {"id": "p-queue", "purpose": "acd", "queueId": "q-1", "ended": True, "disconnectType": "transfer"},
    {"id": "p-declined", "userId": AGENT_A, "state": "alerting", "ended": True},
    {"id": "p-a", "userId": AGENT_A, "queueId": "q-1", "held": True, "consultParticipantId": "p-b"},
    {"id": "p-b", "userId": AGENT_B, "purpose": "user"},
    {"id": "p-supervisor", "userId": "u-3", "screenRecordingState": None, "monitoredParticipantId": "p-a"},
]


def control(base, path, body):
    """Uses one of the simulator's own endpoints."""
    request = urllib.request.Request(base + path, data=json.dumps(body).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=10) as response:
        assert response.status == 204, response.status


def expect(what, actual, expected):
    assert actual == expected, f"{what}: {actual!r}, expected {expected!r}"


def texts(value):
    """Every text in a model, to any depth."""
    if isinstance(value, dict):
        for member in value.values():
            yield from texts(member)
    elif isinstance(value, (list, tuple)):
        for element in value:
            yield from texts(element)
    elif isinstance(value, str):
        yield value


def check_conversation(api):
    conversation = api.get_conversation(CONVERSATION)
    expect("id", conversation.id, CONVERSATION)
    expect("recording state", conversation.recording_state, "ACTIVE")
    expect("secure pause", conversation.secure_pause, False)
    expect("start", conversation.start_time.year > 2000, True)
    people = {participant.id: participant for participant in conversation.participants}
    expect("participants", list(people), [participant["id"] for participant in PARTICIPANTS])
    expect("purposes", [p.purpose for p in people.values()], ["customer", "acd", "agent", "agent", "user", "agent"])
    expect("screens", [p.screen_recording_state for p in people.values()], [None, None, None, "active", "active", None])
    expect("ended", [p.end_time is not None for p in people.values()], [False, True, True, False, False, False])
    expect("call", people["p-a"].calls[0].state, "connected")
    expect("held", people["p-a"].calls[0].held, True)
    expect("consult", people["p-a"].consult_participant_id, "p-b")
    expect("monitored", people["p-supervisor"].monitored_participant_id, "p-a")
    expect("disconnect", people["p-queue"].calls[0].disconnect_type, "transfer")
    # What the SDK writes for an enumerated value that it does not know.
    unknown = [text for text in texts(conversation.to_dict()) if text == "outdated_sdk_version"]
    expect("unknown values", unknown, [])


def check_calls_view(api):
    conversation = api.get_conversations_call(CONVERSATION)
    agent = next(participant for participant in conversation.participants if participant.id == "p-a")
    expect("user", agent.user.id, AGENT_A)
    expect("queue", agent.queue.id, "q-1")
    expect("state", agent.state, "connected")
    expect("unknown values", [text for text in texts(conversation.to_dict()) if text == "outdated_sdk_version"], [])


def check_recording_state(sdk, api):
    body = sdk.SetRecordingState()
    body.recording_state = "PAUSED"
    expect("PATCH", api.patch_conversation_recordingstate(CONVERSATION, body), None)
    paused = api.get_conversation(CONVERSATION)
    expect("secure pause", (paused.secure_pause, paused.recording_state), (True, "PAUSED"))
    expect("of the call", paused.participants[3].calls[0].secure_pause, True)
    body.recording_state = "ACTIVE"
    expect("PUT", api.put_conversations_call_recordingstate(CONVERSATION, body), "ACTIVE")


def check_error(sdk, api):
    try:
        api.get_conversation("00000000-0000-4000-8000-000000000000")
    except sdk.rest.ApiException as error:
        body = json.loads(error.body)
        expect("status", (error.status, body["status"]), (404, 404))
        expect("code", body["code"], "conversation.error.conversation.not.found")
        expect("correlation", body["contextId"], error.headers["ININ-Correlation-Id"])
        return
    raise AssertionError("an unknown conversation was found")


def main(base):
    import PureCloudPlatformClientV2 as sdk
    import PureCloudPlatformClientV2.rest

    sdk.configuration.host = base
    control(base, "/conversations", {"id": CONVERSATION, "divisionId": "d-1", "participants": PARTICIPANTS})
    client = sdk.api_client.ApiClient(host=base).get_client_credentials_token("client", "secret")
    api = sdk.ConversationsApi(client)
    check_conversation(api)
    check_calls_view(api)
    check_recording_state(sdk, api)
    check_error(sdk, api)
    print(f"passed: {REQUIREMENT} reads the simulator")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} http://127.0.0.1:PORT")
    environment.enter(REQUIREMENT)
    main(sys.argv[1])
