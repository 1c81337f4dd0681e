"""Genesys events in EventBridge envelopes, as text."""

import random
import time

ORGANIZATION = "aws.partner/genesys.com/cloud/cf6cb7d5-d0ea-45b5-b0cf-73ad5f5b8721/secure-pause"


def new_id(first):
    """A random UUID whose first character tells a conversation (c) from its agent's participant (b) and user (a): the simulator's rule."""
    digits = f"{random.getrandbits(128):032x}"
    return f"{first}{digits[1:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def derived(first, conversation):
    return first + conversation[1:]


def user_start(conversation):
    participant, user = derived("b", conversation), derived("a", conversation)
    more = f'"participantId":"{participant}","sessionId":"{derived("e", conversation)}","provider":"Edge","direction":"INBOUND"'
    return envelope("user.start", conversation, f'"userId":"{user}",{more}')


def secure_pause_started(conversation):
    return secure_pause("started", conversation)


def secure_pause_ended(conversation):
    return secure_pause("ended", conversation)


def secure_pause(word, conversation):
    return envelope("secure_pause", conversation, f'"eventType":"secure_pause_{word}","userId":"{derived("a", conversation)}"')


def envelope(topic, conversation, body):
    now = time.time()
    stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + "Z"
    return (
        f'{{"version":"0","id":"{new_id("f")}","detail-type":"v2.detail.events.conversation.{{id}}.{topic}","source":"{ORGANIZATION}",'
        f'"account":"123456789012","time":"{stamp}","region":"us-east-2","resources":[],"detail":{{'
        f'"topicName":"v2.detail.events.conversation.{conversation}.{topic}","version":"2","eventBody":{{"eventTime":{int(now * 1000)},'
        f'"conversationId":"{conversation}",{body},"mediaType":"VOICE"}},"metadata":{{}},"timestamp":"{stamp}"}}}}')


def array(events):
    return f"[{','.join(events)}]".encode()
