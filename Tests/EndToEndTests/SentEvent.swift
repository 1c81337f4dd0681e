import Model
import Native

/// Events as the vendors send them, about the present time.
enum SentEvent {
  static var now: Timestamp { Clock.live.wall() }
  static func newID() -> String { "event-\(SystemRandom.hexadecimal(bytes: 8))" }

  /// Genesys's secure pause by EventBridge; `word` is started or ended. Two texts of one moment and id are one event.
  static func securePause(
    _ word: String, of agent: String? = "anna", in conversation: String = "c-1", at moment: Timestamp = now, id: String = newID()
  ) -> String {
    let user = agent.map { "\"userId\":\"\($0)\"," } ?? ""
    return eventBridge(
      "secure_pause", in: conversation, at: moment, id: id, body: "\"eventType\":\"secure_pause_\(word)\",\(user)\"mediaType\":\"VOICE\"")
  }

  /// A participant that connects (`start`) or leaves (`end`).
  static func user(
    _ word: String, _ participant: String, of agent: String, in conversation: String = "c-1", at moment: Timestamp = now,
    id: String = newID(), more: String = ""
  ) -> String {
    eventBridge(
      "user.\(word)", in: conversation, at: moment, id: id,
      body: "\"participantId\":\"\(participant)\",\"sessionId\":\"s-\(participant)\",\"userId\":\"\(agent)\",\"mediaType\":\"VOICE\"\(more)"
    )
  }

  /// Any envelope: `topic` is what follows the conversation, `body` the members of eventBody beside conversation and time.
  static func eventBridge(_ topic: String, in conversation: String, at moment: Timestamp = now, id: String = newID(), body: String)
    -> String
  {
    """
    {"version":"0","id":"\(id)","detail-type":"v2.detail.events.conversation.{id}.\(topic)","account":"123456789012",\
    "source":"aws.partner/genesys.com/cloud/cf6cb7d5-d0ea-45b5-b0cf-73ad5f5b8721/secure-pause","time":"\(moment)","region":"us-east-2",\
    "resources":[],"detail":{"topicName":"v2.detail.events.conversation.\(conversation).\(topic)","version":"2","eventBody":{\
    "eventTime":\(moment.milliseconds),"conversationId":"\(conversation)",\(body)},"metadata":{},"timestamp":"\(moment)"}}
    """
  }

  /// A webhook of CXone's.
  static func cxone(_ type: String, _ data: String, at moment: Timestamp = now, id: String = newID()) -> String {
    "{\"eventId\":\"\(id)\",\"eventType\":\"\(type)\",\"timestamp\":\"\(moment)\",\"data\":{\(data)}}"
  }

  /// A CloudEvent in structured mode.
  static func cloudEvent(_ type: String, _ data: String, at moment: Timestamp = now, id: String = newID()) -> String {
    """
    {"specversion":"1.0","id":"\(id)","source":"/desktop/1","type":"\(type)","time":"\(moment)",\
    "datacontenttype":"application/json","data":{\(data)}}
    """
  }
}
