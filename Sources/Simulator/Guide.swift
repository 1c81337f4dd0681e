import Model

/// What `GET /` answers: the simulator's own endpoints.
enum Guide {
  static var response: HTTPResponse {
    HTTPResponse(status: 200, headers: [HTTPHeader("Content-Type", "text/plain; charset=utf-8")], body: Array(text.utf8))
  }

  private static let text = """
    hushd simulate: the platforms as hushd meets them, on loopback. Any client id and secret is good unless --client names some.

    The world (JSON)
      POST   /world                                 replaces all: {conversations, screenRecordings, contacts, auto, maskLock,
             securePauseMovesScreens}
      DELETE /world
      POST   /conversations                         one or an array: {id, participants, divisionId, recentTransfers, securePause}
      POST   /conversations/{c}                     changes it: the same keys, or {"ended": true}
      DELETE /conversations/{c}
      POST   /conversations/{c}/participants/{p}    adds or changes: {userId, purpose, state, screenRecordingState, held, ended,
             queueId, name, startTime, connectedTime, endTime, disconnectType, consultParticipantId, monitoredParticipantId,
             coachedParticipantId, bargedParticipantId, hideScreenRecordingState}
             A connected participant with a userId is recorded unless screenRecordingState says otherwise (null: not at all).
      POST   /screen-recordings                     one or an array: {id, agentId, interactionId, status}
      POST   /screen-recordings/{id}                changes it: {status} or {"ended": true}
      DELETE /screen-recordings/{id}
      POST   /contacts, /contacts/{id}              CXone voice: {id, interactionId, agentId, userId, state, selfResumes, ended}
      POST   /engage-calls, …/{id}                  Genesys Engage: {id, conversation, user, state, ended}
      POST   /connect-contacts, …/{id}              Amazon Connect: {id, initialContact, agent, state, ended}
      POST   /recorder-calls, …/{id}                the recorder of platform http: {id, conversation, agent, state, ended}
      DELETE /contacts/{id}, /engage-calls/{id}, /connect-contacts/{id}, /recorder-calls/{id}
             A state is recording, paused or ended. With "maskLock": "1s" a second mask within that time is answered 425.

    With --auto (or {"auto": true}) what is asked for comes into being, its ids made by replacing the first character:
      Genesys: conversation cX has the customer dX and the agent bX, whose user is aX; any other participant called is added.
      CXone:   agent aX has the recording eX in the interaction cX; contact nX is of the interaction cX; user uX has a contact uX in cX.
      Genesys Engage, Amazon Connect and the recorder: any call or contact.

    What happened
      GET    /recordings?platform=&conversation=    every recording: state, since, history, counts of calls
      GET    /calls?since=                          every call of a platform, in order; no status: the connection was cut
      DELETE /calls
      GET    /tokens                                tokens issued and refused

    What goes wrong
      POST   /faults     one or an array: {"match": {"method", "path": a prefix or a pattern with *, "contains": [texts in path,
             query or body], "times": n or "always", "skip": n}, "status", "retryAfter", "delay", "body", "bodyBytes", "contentType",
             "latencyOfEffect", "drop", "applyThenDrop", "ignoreButAnswer", "apply"}. The first that matches strikes; without times, once.
             A call has its effect unless it is refused (status from 400), dropped or ignored; "apply" overrides that.
      GET    /faults     DELETE /faults
      POST   /quota      {"perMinute": n} or {"allowed": n, "window": "2s"}, {"platform"}; {} takes it away
             With "path" (as above) it is a limit that no header tells of; {"path": null} takes all of them away.
      POST   /tokens     {"lifetime", "clients": {id: secret}, "platform"}
      POST   /tokens/expire

    """
}
