-- wrk's load for `make bench` (it counts answers other than 2xx by itself): an agent joins, again and again, as Genesys tells it
-- in an EventBridge envelope of about 1 KB. Each event has a random id and a random conversation, as in life: an index feels that.
--
-- Use: wrk -t1 -c64 -d10s --latency -s post.lua http://127.0.0.1:PORT/events/genesys [-- TOKEN]
--   TOKEN  a bearer token to send

local envelope = [[
{"version":"0","id":"%s","detail-type":"v2.detail.events.conversation.{id}.user.start",
"source":"aws.partner/genesys.com/cloud/cf6cb7d5-d0ea-45b5-b0cf-73ad5f5b8721/DA-VOICE-SB","account":"123456789012",
"time":"%s","region":"us-east-2","resources":[],
"detail":{"topicName":"v2.detail.events.conversation.%s.user.start","version":"2",
"eventBody":{"eventTime":%d,"conversationId":"%s","participantId":"%s","sessionId":"e5b0c7a2-5d43-4f7c-9a52-0f6f2f1d7c11",
"mediaType":"VOICE","provider":"Edge","direction":"INBOUND","ani":"tel:+13175550123","dnis":"tel:+13175550100",
"userId":"b2222222-2222-4222-8222-222222222222","queueId":"d1111111-1111-4111-8111-111111111111",
"divisionId":"d0000000-0000-4000-8000-000000000001","conversationExternalContactIds":[],"conversationExternalOrganizationIds":[]},
"metadata":{"CorrelationId":"d1ab36e9-af51-4b3c-ab96-98d7349e75b4"},"timestamp":"%s"}}]]

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local count, clock, stamps

local function read_clock()
  clock = os.time()
  stamps = { os.date("!%Y-%m-%dT%H:%M:%SZ", clock), os.date("!%Y-%m-%dT%H:%M:%S.000Z", clock) }
end

-- Two runs within a second must not send the same ids.
local function seed()
  local random = io.open("/dev/urandom", "rb")
  local value = number
  for byte in random:read(6):gmatch(".") do value = value * 256 + byte:byte() end
  random:close()
  math.randomseed(value)
end

function init(arguments)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if arguments[1] and arguments[1] ~= "" then wrk.headers["Authorization"] = "Bearer " .. arguments[1] end
  count = 0
  seed()
  read_clock()
end

-- An id in the form of a random UUID.
local function id()
  local random = math.random
  return string.format("%04x%04x-%04x-4%03x-8%03x-%06x%06x", random(0, 0xffff), random(0, 0xffff), random(0, 0xffff), random(0, 0xfff),
    random(0, 0xfff), random(0, 0xffffff), random(0, 0xffffff))
end

function request()
  count = count + 1
  if count % 512 == 0 then read_clock() end
  local conversation = id()
  return wrk.format(nil, nil, nil, string.format(
    envelope, id(), stamps[1], conversation, clock * 1000 + count % 1000, conversation, id(), stamps[2]))
end
