-- Copies of audit records. What they prove rests on the log; after a failure a record may stand twice.
create table agentgov_record (
  id         bigint       generated always as identity primary key,
  at_millis  bigint       not null,            -- when, ms since 1970, by the clock of the session
  kind       varchar(32)  not null,
  call_id    varchar(512),
  session_id varchar(512),
  agent      varchar(512),
  user_id    varchar(512),
  tool       varchar(512),
  verdict    varchar(16),
  code       varchar(128),
  record     varchar      not null             -- the whole record, JSON
);

create index agentgov_record_time on agentgov_record (at_millis);
create index agentgov_record_session on agentgov_record (session_id);
create index agentgov_record_call on agentgov_record (call_id);
