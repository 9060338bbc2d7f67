-- Halts, modes and revocations: one value for each scope, replaced as a whole.
create table agentgov_control (
  scope  varchar(200) primary key,
  epoch  bigint       not null check (epoch > 0),
  orders varchar      not null
);

-- The highest versions of catalogues and trust roots that were ever seen.
create table agentgov_high_water (
  scope   varchar(200) not null,
  name    varchar(200) not null,
  version bigint       not null check (version > 0),
  primary key (scope, name)
);
