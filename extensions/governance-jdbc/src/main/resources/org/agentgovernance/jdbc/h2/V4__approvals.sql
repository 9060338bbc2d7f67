-- Requests to people. The entry holds the arguments of the call as the reviewers read them.
create table agentgov_approval (
  scope    varchar(200) not null,
  id       varchar(36)  not null,
  version  bigint       not null check (version > 0),
  state    varchar(16)  not null,               -- pending, approved, consumed, rejected, expired
  call_key varchar(71)  not null,               -- digest of the call, equal for equal calls
  ends_at  bigint       not null,               -- when the state runs out or ended, ms since 1970
  entry    clob         not null,               -- request, questions and votes, JSON
  primary key (scope, id)
);

create index agentgov_approval_open on agentgov_approval (scope, call_key);
create index agentgov_approval_end on agentgov_approval (scope, ends_at);
