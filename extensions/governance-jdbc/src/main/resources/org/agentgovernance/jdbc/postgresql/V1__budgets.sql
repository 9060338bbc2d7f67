-- What is used of each budget: one row for each account and slice of its window.
create table agentgov_budget (
  account      varchar(43) not null,           -- SHA-256 of account_key, base64url
  slice        bigint      not null,           -- where it starts, ms since 1970; the lowest for none
  used         bigint      not null check (used >= 0),  -- reserved and booked, millionths
  counts_until bigint      not null,           -- ms since 1970; afterwards the row is history
  account_key  text        not null,           -- whose account of which budget, JSON
  primary key (account, slice)
) with (fillfactor = 50);

create index agentgov_budget_history on agentgov_budget (counts_until);

-- What is reserved and not settled. A row that is not started is given back when its lease ends.
create table agentgov_reservation (
  holder    bigint      not null,              -- the process that reserved, a random number
  id        bigint      not null,
  account   varchar(43) not null,
  slice     bigint      not null,
  amount    bigint      not null check (amount >= 0),  -- millionths
  started   boolean     not null,
  lease_end timestamptz not null,
  primary key (holder, id)
) with (fillfactor = 70);

create index agentgov_reservation_lease on agentgov_reservation (lease_end) where not started;
